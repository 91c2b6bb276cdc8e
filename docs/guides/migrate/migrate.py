#!/usr/bin/env python3
"""Copies applications, their access rules and the organisation units that these name from one server to another.

Secrets can't be copied: each copied application gets a new one, written to the file that --secrets names.
Without --apply nothing is changed. Credentials come from the environment: SOURCE_URL, SOURCE_CLIENT_ID,
SOURCE_CLIENT_SECRET, and the same with TARGET_."""

import argparse
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

PAGE = 100
RULES = "/api/v1/authorization/access-rules"
# From the top: what a unit hangs from is there before it.
UNITS = {"cluster": "/api/v1/clusters", "department": "/api/v1/org-unit/departments", "project": "/api/v1/org-unit/projects"}


class Server:
    """One side: its address, and a token of an application that may administer it."""

    def __init__(self, prefix):
        self.url = variable(prefix + "_URL").rstrip("/")
        self.token = None
        answer = self.call("POST", "/api/v1/token", {
            "grantType": "app_token",
            "AppId": variable(prefix + "_CLIENT_ID"),
            "AppSecret": variable(prefix + "_CLIENT_SECRET"),
        })
        self.token = answer["accessToken"]

    def call(self, method, path, body=None):
        """A JSON call; an error ends the script with what the server says."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {self.url}{path}: {error.code} {error.read().decode(errors='replace')[:300]}")
        except urllib.error.URLError as error:
            sys.exit(f"{self.url}: {error.reason}")
        return json.loads(text) if text else None

    def pages(self, path, key, query=None):
        """Every item of a list that comes in pages."""
        items, offset = [], 0
        while True:
            asked = urllib.parse.urlencode({**(query or {}), "limit": PAGE, "offset": offset})
            page = self.call("GET", f"{path}?{asked}")[key]
            items += page
            offset += len(page)
            if len(page) < PAGE:
                return items

    def units(self):
        """Clusters, departments and projects by kind and id."""
        clusters = {unit["uuid"]: unit for unit in self.call("GET", UNITS["cluster"])}
        return {
            "cluster": clusters,
            "department": {str(unit["id"]): unit for unit in self.pages(UNITS["department"], "departments")},
            "project": {str(unit["id"]): unit for unit in self.pages(UNITS["project"], "projects")},
        }

    def roles(self):
        return self.call("GET", "/api/v1/authorization/roles")


def variable(name):
    value = os.environ.get(name)
    if not value:
        sys.exit(f"set {name}")
    return value


class Move:
    """What is copied, and what has been made of it on the other side."""

    def __init__(self, source, target, apply):
        self.source, self.target, self.apply = source, target, apply
        self.old, self.new = source.units(), target.units()
        self.made, self.secrets, self.left_out = 0, {}, []

    def make(self, what, path, body, key):
        """Makes something, or says that it would; gives its id, or a stand-in for what only would be made."""
        self.made += 1
        print(f"{'make' if self.apply else 'would make'} {what}")
        return self.target.call("POST", path, body) if self.apply else {key: None, "clientId": None}

    def unit(self, kind, old_id):
        """The id here of a unit there: found by kind, name and parent, else made."""
        unit = self.old[kind].get(str(old_id))
        if unit is None:
            return None
        if "moved" in unit:
            return unit["moved"]
        body, key = {"name": unit["name"]}, "uuid" if kind == "cluster" else "id"
        if kind != "cluster":
            body["clusterId"] = self.unit("cluster", unit["clusterId"])
        if kind == "project":
            body["parentId"] = self.unit("department", unit["parentId"])
        there = next((each for each in self.new[kind].values() if all(each.get(name) == value for name, value in body.items())), None)
        made = there or self.make(f"{kind} {unit['name']}", UNITS[kind], body, key)
        unit["moved"] = made[key]
        return made[key]

    def applications(self):
        """Applications by name; gives the client IDs here by those there."""
        here = {each["name"].casefold(): each for each in self.target.call("GET", "/api/v1/apps")}
        client_ids = {}
        for application in self.source.call("GET", "/api/v1/apps"):
            name, there = application["name"], here.get(application["name"].casefold())
            if there is None:
                there = self.make(f"application {name}", "/api/v1/apps", {"name": name}, "id")
                if self.apply:
                    self.secrets[name] = {"clientId": there["clientId"], "clientSecret": there["secret"]}
                    if not application["enabled"]:
                        self.target.call("PATCH", f"/api/v1/apps/{there['id']}", {"enabled": False})
            client_ids[application["clientId"]] = (name, there["clientId"])
        return client_ids

    def rules(self, client_ids):
        """Access rules of applications."""
        roles = {role["name"]: role["id"] for role in self.target.roles()}
        tenant = str(self.target.call("GET", "/api/v1/tenants")[0]["id"])
        names = ("subjectId", "roleId", "scopeType", "scopeId")
        existing = {tuple(rule[name] for name in names) for rule in self.target.pages(RULES, "accessRules", {"subjectType": "app"})}
        for rule in self.source.pages(RULES, "accessRules", {"subjectType": "app"}):
            name, client_id = client_ids.get(rule["subjectId"], (rule["subjectId"], None))
            what = f"{rule['roleName']} in {rule['scopeType']} {rule.get('scopeName', '')} for {name}"
            kind = rule["scopeType"]
            if rule["roleName"] not in roles or rule["subjectId"] not in client_ids or kind not in (*UNITS, "tenant"):
                self.left_out.append(what)
                continue
            scope = tenant if kind == "tenant" else self.unit(kind, rule["scopeId"])
            body = dict(zip(names, (client_id, roles[rule["roleName"]], kind, scope)))
            if tuple(body.values()) not in existing:
                self.make(f"rule {what}", RULES, {**body, "subjectType": "app"}, "id")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apply", action="store_true", help="make what is missing; without it, only say so")
    parser.add_argument("--secrets", metavar="FILE", help="where the new secrets go; with --apply")
    options = parser.parse_args()
    if options.apply and not options.secrets:
        parser.error("--apply needs --secrets FILE: the new secrets are shown nowhere else")
    move = Move(Server("SOURCE"), Server("TARGET"), options.apply)
    # Opened first: a secret that can't be written is lost. Only its owner may read it, and no file is overwritten.
    file = None
    if options.apply:
        file = os.fdopen(os.open(options.secrets, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
    try:
        move.rules(move.applications())
    finally:
        if file:
            with file:
                json.dump(move.secrets, file, indent=2)
    for what in move.left_out:
        print(f"left out: {what}: there is no such role or place here, or its application is gone")
    verb = "made" if options.apply else "to make"
    print(f"{move.made} {verb}, {len(move.left_out)} left out. Secrets are not copied: " + (
        f"the new ones are in {options.secrets}." if options.apply else "each application gets a new one."))


if __name__ == "__main__":
    main()
