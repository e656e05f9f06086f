"""Maakt een les van een ingevuld formulier: python3 formulier.py GEBEURTENIS.json

Wat iemand invulde gaat nergens door een opdrachtregel van een shell: een titel vol vreemde tekens
blijft een titel.
"""

import json
import re
import subprocess
import sys
from pathlib import Path


def fields(body: str) -> dict[str, str]:
    """De vakken van het formulier: een kop `### Naam`, en daaronder wat er is ingevuld."""
    parts = re.split(r"^### (Titel|Samenvatting|Bewijs|Tekst)\s*$", body.replace("\r\n", "\n"), flags=re.M)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2])}


def main() -> None:
    event = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    field = fields(event["issue"]["body"])
    made = subprocess.run(
        ["wijkgids", "new", "les", "--evidence", field["Bewijs"], "--summary", field["Samenvatting"],
         "--", " ".join(field["Titel"].split())],
        check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )
    path = Path(re.search(r"content/lessons/\S+\.md", made.stdout + made.stderr)[0])
    text = path.read_text(encoding="utf-8")
    _, head, _ = re.split(r"(?m)^---$\n", text, maxsplit=2)
    path.write_text(f"---\n{head}---\n\n{field['Tekst']}\n", encoding="utf-8")
    print(path)


main()
