import io, contextlib, sys, json, time
from boundkit.cli import main
from boundkit.discovery.discover import discover

bad = []
for e in discover().entries:
    for cl in e.theorem.claims:
        for m in ("mixtral-8x7b", "deepseek-v3"):
            o, er = io.StringIO(), io.StringIO()
            t = time.time()
            try:
                with contextlib.redirect_stdout(o), contextlib.redirect_stderr(er):
                    rc = main(["eval", e.theorem.id, "--claim", cl.name, "--model", m, "--json", "--budget", "10"])
            except BaseException as x:
                rc = repr(x)[:100]
            dt = time.time() - t
            try:
                d = json.loads(o.getvalue())
                s = {
                    k: str(v)[:60]
                    for k, v in d.items()
                    if k in ("exact", "enclosure", "free", "values", "model", "left_out", "error")
                }
            except Exception:
                s = o.getvalue()[:80]
            print(
                rc,
                round(dt, 1),
                e.theorem.id,
                cl.name,
                m,
                s,
                er.getvalue()[-140:].strip().replace("\n", " | "),
                flush=True,
            )
