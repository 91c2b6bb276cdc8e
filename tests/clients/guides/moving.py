"""What is on the old server before the move, and what must be on the new one after it."""

import json

from ground.verdict import check as holds, equal

RULES = "/api/v1/authorization/access-rules"


def fill(server):
    """Two clusters with the same names beneath, three applications, rules at every level."""
    roles = {each["name"]: each["id"] for each in server.call("GET", "/api/v1/authorization/roles").json()}
    places = []
    for name in ("A", "B"):
        cluster = server.call("POST", "/api/v1/clusters", {"name": name}, expect=201).json()["uuid"]
        unit = {"name": "research", "clusterId": cluster}
        department = server.call("POST", "/api/v1/org-unit/departments", unit, expect=201).json()["id"]
        unit = {"name": "vision", "clusterId": cluster, "parentId": department}
        project = server.call("POST", "/api/v1/org-unit/projects", unit, expect=201).json()["id"]
        places += [("cluster", cluster), ("department", department), ("project", project)]
    for number in range(3):
        made = server.call("POST", "/api/v1/apps", {"name": f"Pipeline {number}"}, expect=201).json()
        for kind, scope in [*places[number:], ("tenant", "1")]:
            rule = {"subjectId": made["clientId"], "subjectType": "app", "roleId": roles["Viewer"], "scopeType": kind, "scopeId": scope}
            server.call("POST", RULES, rule, expect=201)
    server.call("PATCH", f"/api/v1/apps/{made['id']}", {"enabled": False}, expect=200)


def seen(server):
    """Rules as people see them: who, which role, where, by names."""
    names = {each["clientId"]: each["name"] for each in server.call("GET", "/api/v1/apps").json()}
    rules = server.call("GET", RULES + "?limit=500&subjectType=app").json()["accessRules"]
    found = []
    for rule in rules:
        if names[rule["subjectId"]] != "harness":
            path = server.call("GET", f"{RULES}/{rule['id']}").json()["scopePath"]
            found.append((names[rule["subjectId"]], rule["roleName"], rule["scopeType"], json.dumps(_names(path))))
    return sorted(found)


def _names(path):
    return [step.get("name", step.get("scopeName")) if isinstance(step, dict) else step for step in path]


def compare(old, new, printed, secrets):
    """Both servers hold the same, the script found nothing to do the second time, and the secrets work."""
    equal(seen(new), seen(old), "the rules are the same")
    states = [{each["name"]: each["enabled"] for each in server.call("GET", "/api/v1/apps").json()} for server in (old, new)]
    equal(states[1], states[0], "the applications are the same")
    holds(printed.rstrip().count("\n0 to make, 0 left out") == 1, "a second run finds nothing to do", printed)
    holds("would make application Pipeline 0" in printed, "the dry run says what it would do", printed)
    made = json.loads(secrets.read_text(encoding="utf-8"))
    equal(sorted(made), ["Pipeline 0", "Pipeline 1", "Pipeline 2"], "every new secret is in the file")
    holds(new.token_of(made["Pipeline 0"]), "a new secret obtains a token")
    for secret in made.values():
        holds(secret["clientSecret"] not in printed, "no secret is printed")
