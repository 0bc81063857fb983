import pytest

from scripts.check_hygiene import addresses, machine_paths, overlong

PLACE = "/ho" + "me/alice/parley"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("requirements/base.txt", "--index-url https://packages.example/simple"),
        ("requirements/dev.txt", "parley @ file:///srv/wheels/parley.whl"),
        ("package-lock.json", '"resolved": "https://packages.example/htmx.tgz",'),
    ],
)
def test_a_lock_file_holds_no_address(name: str, line: str) -> None:
    assert [number for number, _ in addresses(name, f"first\n{line}\n")] == [2]


def test_addresses_elsewhere_are_nobodys_business() -> None:
    assert not list(addresses("README.md", "https://example.org"))
    assert not list(addresses("package-lock.json", '"funding": {"url": "https://example.org"}'))


def test_a_path_of_one_machine_is_found() -> None:
    assert [number for number, _ in machine_paths("docs/x.md", f"cd {PLACE}")] == [1]
    assert not list(machine_paths("docs/x.md", f"https://example.org{PLACE}"))


def test_only_hand_written_modules_are_measured() -> None:
    long = "x = 1\n" * 401
    assert list(overlong("src/parley/core/x.py", long))
    assert not list(overlong("src/parley/core/x.py", "x = 1\n" * 400))
    assert not list(overlong("src/parley/core/migrations/0001_initial.py", long))
