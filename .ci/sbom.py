#!/usr/bin/env python3
"""Writes what the program is made of as a CycloneDX 1.6 bill of materials, to standard output.

From `cargo metadata`: the packages that end up in the program on this machine, or that build it, with
licence, origin and the hash that Cargo.lock pins. What only the tests need is left out. The same lock file
gives the same bytes: no time, no serial number.
"""

import json
import pathlib
import subprocess
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def main():
    host = next(line.split()[1] for line in cargo("-vV").splitlines() if line.startswith("host:"))
    metadata = json.loads(cargo("metadata", "--format-version", "1", "--locked", "--filter-platform", host))
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    hashes = {(package["name"], package["version"]): package.get("checksum") for package in lock["package"]}
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}

    def needs(id):
        """What a package needs beside its tests."""
        dependencies = nodes[id]["deps"]
        return sorted(d["pkg"] for d in dependencies if any(kind["kind"] != "dev" for kind in d["dep_kinds"]))

    root = metadata["resolve"]["root"]
    seen, waiting = {root}, [root]
    while waiting:
        for id in needs(waiting.pop()):
            if id not in seen:
                seen.add(id)
                waiting.append(id)

    def purl(id):
        return f"pkg:cargo/{packages[id]['name']}@{packages[id]['version']}"

    def component(id):
        package = packages[id]
        found = {
            "type": "application" if id == root else "library",
            "bom-ref": purl(id),
            "name": package["name"],
            "version": package["version"],
            "purl": purl(id),
        }
        if package["license"]:
            # An older way to write the same.
            found["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
        if checksum := hashes[package["name"], package["version"]]:
            found["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        if package["repository"]:
            found["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
        return found

    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": component(root)},
        "components": sorted((component(id) for id in seen - {root}), key=lambda found: found["purl"]),
        "dependencies": sorted(
            ({"ref": purl(id), "dependsOn": sorted(map(purl, needs(id)))} for id in seen), key=lambda d: d["ref"]
        ),
    }
    print(json.dumps(bill, indent=1))


if __name__ == "__main__":
    main()
