"""What the description of the API allows is refused only for what no schema can say."""

import schemathesis

# The filters of which the guide decides which values there are.
FILTERS = {"thema", "probleem", "stap", "beleid", "plaats", "auteur", "bron"}

# Faults, by parameter and code, that depend on more than the value of one parameter.
BEYOND = {(name, "onbekendeWaarde") for name in FILTERS} | {
    # How many words a text has; that a period runs forward; which days a month has.
    ("q", "teVeelWoorden"),
    ("periode", "geenPeriode"),
    # How far a page lies, with so many results on each.
    ("pagina", "teVer"),
    # Which cursors were given.
    ("cursor", "ongeldigeCursor"),
}


@schemathesis.check
def allowed_is_accepted(ctx, response, case):
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    faults = {(fault["naam"], fault["code"]) for fault in response.json()["fouten"]}
    unexpected = sorted(faults - BEYOND)
    assert not unexpected, f"refused though the description allows it: {unexpected}"
