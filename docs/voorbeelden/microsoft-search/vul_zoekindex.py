#!/usr/bin/env python3
"""Zet de pagina’s van de gids in Microsoft Search, en houdt ze daar bij.

Vraagt de gids wat er sinds de vorige keer is veranderd of verdwenen, en geeft dat door aan een eigen
verbinding (Microsoft Graph, “external connection”). Draai dit bijvoorbeeld elk uur. Er is niets anders
nodig dan Python 3.9 of nieuwer.

    GIDS           het adres van de gids: https://gids.voorbeeld.nl/
    TENANT         het id van de Microsoft 365-omgeving
    CLIENT_ID      het id van de app-registratie, en het geheim daarvan
    CLIENT_SECRET
    STAND          het bestand dat onthoudt tot waar alles is doorgegeven (stand.json)

Stopt het halverwege, dan begint het de volgende keer waar het was: een pagina twee keer doorgeven kan
geen kwaad.
"""

import hashlib
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

GIDS = os.environ["GIDS"].rstrip("/")
TENANT = os.environ["TENANT"]
STAND = pathlib.Path(os.environ.get("STAND", "stand.json"))
GRAPH = os.environ.get("GRAPH", "https://graph.microsoft.com/v1.0")
LOGIN = os.environ.get("LOGIN", "https://login.microsoftonline.com")
VERBINDING = "wijkgids"

# Wat Microsoft Search van een pagina weet. De labels zeggen wat de titel, het adres en de dag zijn.
SCHEMA = {
    "baseType": "microsoft.graph.externalItem",
    "properties": [
        {"name": "titel", "type": "String", "isSearchable": True, "isRetrievable": True, "labels": ["title"]},
        {"name": "adres", "type": "String", "isRetrievable": True, "labels": ["url"]},
        {"name": "gewijzigdOp", "type": "DateTime", "isQueryable": True, "isRetrievable": True,
         "labels": ["lastModifiedDateTime"]},
        {"name": "samenvatting", "type": "String", "isSearchable": True, "isRetrievable": True},
        {"name": "soort", "type": "String", "isQueryable": True, "isRetrievable": True, "isRefinable": True},
        {"name": "themas", "type": "StringCollection", "isQueryable": True, "isRetrievable": True},
    ],
}


def vraag(methode, adres, lichaam=None, toegang=None):
    """Het antwoord op een verzoek: status, kopregels en JSON. Wacht als de ander het te druk heeft."""
    kop = {"Accept": "application/json"}
    if toegang:
        kop["Authorization"] = f"Bearer {toegang}"
    data = None
    if isinstance(lichaam, bytes):
        data = lichaam
    elif lichaam is not None:
        data = json.dumps(lichaam).encode()
        kop["Content-Type"] = "application/json"
    for poging in range(8):
        verzoek = urllib.request.Request(adres, data=data, headers=kop, method=methode)
        try:
            with urllib.request.urlopen(verzoek, timeout=60) as antwoord:
                tekst = antwoord.read()
                return antwoord.status, antwoord.headers, json.loads(tekst) if tekst else None
        except urllib.error.HTTPError as fout:
            if fout.code == 404:
                return 404, fout.headers, None
            if fout.code not in (429, 503, 504):
                sys.exit(f"{methode} {adres}: {fout.code}\n{fout.read().decode(errors='replace')}")
            time.sleep(float(fout.headers.get("Retry-After") or 2**poging))
    sys.exit(f"{methode} {adres}: blijft te druk")


def toegang():
    """Een toegangsbewijs voor de app zelf; er hoeft niemand aangemeld te zijn."""
    gegevens = urllib.parse.urlencode({
        "client_id": os.environ["CLIENT_ID"],
        "client_secret": os.environ["CLIENT_SECRET"],
        "scope": "https://graph.microsoft.com/.default",
        "grant_type": "client_credentials",
    }).encode()
    return vraag("POST", f"{LOGIN}/{TENANT}/oauth2/v2.0/token", gegevens)[2]["access_token"]


def verbinding(bewijs):
    """Maakt de verbinding en haar schema, als die er nog niet zijn."""
    adres = f"{GRAPH}/external/connections"
    status, _, bekend = vraag("GET", f"{adres}/{VERBINDING}", toegang=bewijs)
    if status == 404:
        naam = {"id": VERBINDING, "name": "Wijkengids", "description": "Lessen, beleid en begrippen uit de Wijkengids"}
        bekend = vraag("POST", adres, naam, bewijs)[2]
    if bekend["state"] == "ready":
        return
    _, kop, _ = vraag("PATCH", f"{adres}/{VERBINDING}/schema", SCHEMA, bewijs)
    print("Het schema wordt gemaakt; dat duurt vijf tot vijftien minuten.")
    while (stand := vraag("GET", kop["Location"], toegang=bewijs)[2])["status"] == "inprogress":
        time.sleep(float(os.environ.get("WACHT", 30)))
    if stand["status"] != "completed":
        sys.exit(f"Het schema is geweigerd: {stand}")


def item(pagina):
    """Een pagina van de gids zoals Microsoft Graph haar wil hebben."""
    return {
        # De gids is openbaar: iedereen in de omgeving mag de pagina vinden.
        "acl": [{"type": "everyone", "value": TENANT, "accessType": "grant"}],
        "properties": {
            # Het type erbij: dat moet bij tekst met een teken als “ë”, en bij een lijst.
            "titel@odata.type": "String",
            "titel": pagina["titel"],
            "adres@odata.type": "String",
            "adres": pagina["url"],
            "gewijzigdOp": pagina["gewijzigdOp"],
            "samenvatting@odata.type": "String",
            "samenvatting": pagina["samenvatting"],
            "soort": pagina["soort"],
            "themas@odata.type": "Collection(String)",
            "themas": [thema["titel"] for thema in pagina["relaties"]["themas"]],
        },
        "content": {"type": "text", "value": pagina["tekst"]},
    }


def main():
    bewijs = toegang()
    verbinding(bewijs)
    adres = json.loads(STAND.read_text())["wijzigingen"] if STAND.exists() else f"{GIDS}/api/v1/paginas"
    gezet = weg = 0
    while adres:
        lijst = vraag("GET", adres)[2]
        for regel in lijst["paginas"]:
            # Een id mag daar alleen letters en cijfers hebben.
            id = hashlib.sha256(regel["id"].encode()).hexdigest()
            doel = f"{GRAPH}/external/connections/{VERBINDING}/items/{id}"
            zelf = regel["_links"]["self"]
            pagina = vraag("GET", zelf["href"])[2] if zelf else None
            # Verdwenen, of door de redactie buiten het zoeken gehouden.
            if pagina is None or pagina["tekst"] is None:
                vraag("DELETE", doel, toegang=bewijs)
                weg += 1
            else:
                vraag("PUT", doel, item(pagina), bewijs)
                gezet += 1
        volgende = lijst["_links"]["next"]
        adres = volgende and volgende["href"]
        if not adres:
            STAND.write_text(json.dumps({"wijzigingen": lijst["_links"]["wijzigingen"]["href"]}))
    print(f"{gezet} pagina’s gezet, {weg} weggehaald.")


if __name__ == "__main__":
    main()
