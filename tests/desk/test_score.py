"""Score: a log dropped, its figures and card told with what is not known; nothing in it is run or is a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from served import served

if TYPE_CHECKING:
    from pathlib import Path

EVIL = "<script>alert(1)</script>"
LOG = (
    "buyer,agent,at,direction,paid,platform,item\n"
    "ann,,2026-11-20T10:00:00+08:00,in,,amazon,mug\n"
    "ann,Li,2026-11-20T10:00:12+08:00,out,yes,amazon,\n"
    f"ben{EVIL},{EVIL},2026-11-20T10:01:00+08:00,in,,amazon,{EVIL}\n"
)
"""Of two buyers one was answered, after 12 seconds, and paid; the other waits."""
TEAM = "agent,notes\nLi,95%\n"


def test_a_log_is_dropped_and_scored(tmp_path: Path) -> None:
    """Figures and card in both languages, the unknown parts named, the picture and the lists downloaded."""
    with served(tmp_path) as browser:
        assert "what is not known is named" in browser.get("/score").text
        assert browser.get("/score/score.svg").status == 404
        assert browser.drop("/score/files/logs", [(f"../{EVIL}.csv", LOG.encode())]).status == 303
        page = browser.get("/score").text
        assert EVIL not in page
        for told in ("12.00", "100.00 %", "50.00 %", "unknown", "Of the team&#39;s card"):
            assert told in page
        assert "9.50" not in page
        assert browser.drop("/score/files/sheets", [("team.csv", TEAM.encode())]).status == 303
        assert "9.50" in browser.get("/score").text  # 95 % of the 10 of notes
        assert "9.50" not in browser.get("/score?team=-").text
        chinese = browser.get("/score", cookie="lang=zh").text
        assert "未知" in chinese
        assert "客单价" in chinese.partition("<tbody>")[2]
        assert "Counted until" not in chinese
        drawn = browser.get("/score/score.svg")
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert EVIL not in drawn.text
        listed = browser.get("/score/list.csv?list=unanswered")
        assert f"ben{EVIL}" in listed.text
        assert "attachment" in listed.headers["content-disposition"]
        for name in ("../run", ""):
            assert browser.get(f"/score/list.csv?list={name}").status == 404
            assert browser.post("/score/remove", {"tray": "logs", "name": name}).status == 404


def test_what_is_no_log_is_told(tmp_path: Path) -> None:
    """The page says what is wrong, and the file is taken out and put back."""
    with served(tmp_path) as browser:
        browser.drop("/score/files/logs", [("x.csv", b"a,b\n1,2\n")])
        assert "x.csv" in browser.get("/score").text.partition('role="alert"')[2].partition("</p>")[0]
        assert browser.post("/score/remove", {"tray": "logs", "name": "x.csv"}).status == 303
        assert 'role="alert"' not in browser.get("/score?gone=x.csv&tray=logs").text
        assert browser.post("/score/restore", {"tray": "logs", "name": "x.csv"}).status == 303
