"""The reference says what the source says."""

from pathlib import Path

import pytest

from scripts import write_reference


def test_the_committed_pages_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert write_reference.main(["--check"]) == 0, (
        f"run scripts/write_reference.py: {capsys.readouterr().out}"
    )


def test_stale_pages_are_noticed_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(write_reference, "FOLDER", tmp_path)
    assert write_reference.main(["--check"]) == 1
    assert list(tmp_path.iterdir()) == []
    assert write_reference.main([]) == 0
    assert write_reference.main(["--check"]) == 0
    assert "docs/reference/settings.md: stale" in capsys.readouterr().out
    settings, cli = (tmp_path / name for name in ("settings.md", "cli.md"))
    assert "| `base_url` | `PARLEY_BASE_URL` |" in settings.read_text(encoding="utf-8")
    assert "### parley restore" in cli.read_text(encoding="utf-8")
