"""A workbook whose XML defines entities is refused, whatever other libraries are installed."""

from __future__ import annotations

import subprocess
import sys

PROBE = """
import app.sheets.restyling
from defusedxml.common import DefusedXmlException
from openpyxl.xml.functions import fromstring
try:
    fromstring('<!DOCTYPE x [<!ENTITY name "bad">]><x>&name;</x>')
except DefusedXmlException:
    print('refused')
"""


def test_entities_are_refused_although_lxml_is_there() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "refused"
