"""Badges before a camera, and what a phone at the door has stored."""

import json
from pathlib import Path
from typing import Any

import segno
from playwright.sync_api import Page

WIDTH, HEIGHT, MODULE = 640, 480, 8
HELD = """async () => {
    const asked = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const database = await asked(indexedDB.open("parley-check-in"));
    const rows = (name) => asked(database.transaction(name).objectStore(name).getAll());
    const found = { notes: await rows("notes"), lists: await rows("lists") };
    database.close();
    const texts = found.lists.map(({ sealed }) => new TextDecoder("latin1").decode(sealed));
    return { ...found, lists: texts };
}"""
CACHED = """async () => {
    const texts = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) texts.push(await (await cache.match(request)).text());
    }
    return texts;
}"""


def _frame(code: str) -> bytes:
    """A badge in the middle of a white picture, as a camera sends it."""
    matrix = segno.make(code, error="m", micro=False).matrix
    side = len(matrix) * MODULE
    left, top = (WIDTH - side) // 2, (HEIGHT - side) // 2
    rows = [bytearray(b"\xeb" * WIDTH) for _ in range(HEIGHT)]
    for y, line in enumerate(matrix):
        drawn = b"".join((b"\x10" if dark else b"\xeb") * MODULE for dark in line)
        for row in rows[top + y * MODULE : top + (y + 1) * MODULE]:
            row[left : left + side] = drawn
    return b"FRAME\n" + b"".join(rows) + b"\x80" * (WIDTH * HEIGHT // 2)


def film(path: Path, codes: list[str]) -> Path:
    """Each badge for two seconds, again and again."""
    frames = b"".join(_frame(code) * 10 for code in codes)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F5:1 Ip A1:1 C420jpeg\n".encode() + frames)
    return path


def held(door: Page) -> Any:
    """What the phone has stored: the notes as they are, and what can be read of the list."""
    return door.evaluate(HELD)


def kept_keys(door: Page) -> list[Any]:
    return [each for each in door.context.cookies() if each["name"] == "parley_kept"]


def no_names(door: Page, guests: list[tuple[str, str, str]]) -> bool:
    stored = json.dumps([held(door), door.evaluate(CACHED)], ensure_ascii=False)
    return not any(name in stored for name, _state, _code in guests)
