"""Where calls run: in this process alone, in processes of this machine, or on a cluster; one interface for all."""
