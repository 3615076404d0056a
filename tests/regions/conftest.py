import pytest

pytest.register_assert_rewrite("exactness_oracle")
