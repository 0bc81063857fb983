import time
from parley.apps.reports.verifying import verify
from tests.reports.package.world import files_in

import pytest
@pytest.mark.django_db
def test_x(made, tmp_path):
    p = tmp_path / "x.zip"
    p.write_bytes(made.packed)
    for n, c in sorted(files_in(made.packed).items()): print(len(c), n)
    t = time.time()
    v = verify(p)
    for c in v.checks:
        print(c.title, c.same, c.near, c.differs[:10], c.unknown[:10])
    print(time.time() - t)
    import shutil; shutil.copy(p, "/tmp/g-x.zip")
    assert v.agrees
