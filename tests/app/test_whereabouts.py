"""Books on other machines and in folders of a cloud."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest

from app.whereabouts import advice_on, remote_in, risk_of, synced_by

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/office /mnt/office nfs4 rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
/dev/sdb1 /mnt/office/stick vfat rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "remote"),
    [
        ("/srv/wang/金水苑.mulin", False),
        ("/mnt/office/金水苑.mulin", True),
        ("/mnt/my share/台账/金水苑.mulin", True),
        ("/mnt/office/stick/金水苑.mulin", False),
        ("/mnt/offices/金水苑.mulin", False),
    ],
)
def test_the_table_of_mounts_tells_drives_of_other_machines(path: str, remote: bool) -> None:
    assert remote_in(MOUNTS, Path(path)) is remote


@pytest.mark.parametrize(
    ("path", "cloud"),
    [
        (r"C:\wang\OneDrive\文档\金水苑.mulin", "OneDrive"),
        (r"C:\wang\OneDrive - 街道\金水苑.mulin", "OneDrive"),
        (r"D:\我的坚果云\金水苑.mulin", "坚果云"),
        (r"D:\BaiduSyncdisk\金水苑.mulin", "百度网盘"),
        ("/srv/wang/Dropbox/金水苑.mulin", "Dropbox"),
        ("/Volumes/wang/iCloudDrive/金水苑.mulin", "iCloud"),
        (r"D:\台账\OneDrive.mulin", ""),
        (r"D:\onedrives\金水苑.mulin", ""),
    ],
)
def test_folders_that_are_copied_elsewhere_are_known_by_their_names(path: str, cloud: str) -> None:
    known = PureWindowsPath(path) if "\\" in path else Path(path)
    assert synced_by(known) == cloud


def test_a_risk_is_a_sentence_with_a_remedy_and_a_folder_of_ones_own_is_none(
    tmp_path: Path,
) -> None:
    assert risk_of(tmp_path / "金水苑.mulin") == ""
    said = risk_of(tmp_path / "坚果云" / "金水苑.mulin")
    assert "坚果云" in said
    assert "移到" in said
    assert "可以继续" in advice_on(tmp_path / "坚果云" / "金水苑.mulin")
    assert advice_on(tmp_path / "金水苑.mulin") == ""
    assert "网络盘" in risk_of(Path("//server/share/金水苑.mulin"))
