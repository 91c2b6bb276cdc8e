"""The vendor's own client, unmodified, against a running server: run inside an environment that holds one version of it.

Methods that only some versions have are used where they are there. A method whose plain name leads to a path outside the
contract (older versions) has a twin `…_0`; the one for `/api/…` is taken."""

import asyncio
import inspect
import logging
import os
import sys
import time
import uuid

from runai import models
from runai.api_client import ApiClient, AsyncApiClient, ThreadedApiClient
from runai.configuration import Configuration
from runai.exceptions import ApiException
from runai.runai_client import RunaiClient

URL = os.environ["CLIENTELE_URL"]
SCOPED = "Researcher"
# What is to be refused is, and the client would print that.
QUIET = logging.getLogger("quiet")
QUIET.setLevel(logging.CRITICAL)


def configuration(client_id=os.environ["CLIENT_ID"], client_secret=os.environ["CLIENT_SECRET"]):
    return Configuration(client_id=client_id, client_secret=client_secret, runai_base_url=URL, logger=QUIET)


def method(api, name):
    """A method of an API by name, if this version has it for a path of the contract."""
    for candidate in (name, f"{name}_v1", f"{name}_0"):
        found = getattr(api, candidate, None)
        if found and 'f"/api/' in source(found):
            return found
    return None


def source(function):
    """A method's text, also under a decorator that hides it."""
    cells = [cell.cell_contents for cell in function.__func__.__closure__ or ()]
    return inspect.getsource(next(filter(inspect.isfunction, cells), function))


def no_token(client_id, client_secret):
    """The client gets no token, and doesn't wait for several tries: it would repeat a 401."""
    start = time.monotonic()
    try:
        ApiClient(configuration(client_id, client_secret))
    except ValueError as error:
        assert "Body={'code': 400" in str(error), error
        assert time.monotonic() - start < 1, "repeated"
        return
    raise AssertionError(f"{client_id} gets a token")


def refused(status, call, *args, **named):
    """The call is answered with this status, and not repeated: the client waits longer before a second try."""
    start = time.monotonic()
    try:
        answer = call(*args, **named)
    except ApiException as error:
        assert error.status == status, (status, error)
        assert time.monotonic() - start < 5, f"{status} was repeated"
        return error
    raise AssertionError(f"{call.__name__} was to be refused with {status}: {answer}")


def holds(data, model):
    """The client's own model takes what the server sends."""
    cls = getattr(models, model, None)
    if cls:
        cls.from_dict(data)
    return data


def applications(api, prefix, kind, secret_field):
    """The life of an application under one of its two names."""
    create, get, listed, update, regenerate, delete = (
        method(api, name)
        for name in (
            f"create_{kind}", f"get_{kind}_by_id", f"get_{kind}s", f"update_{kind}_by_id",
            f"regenerate_{kind}_secret", f"delete_{kind}_by_id",
        )
    )
    created = getattr(models, "".join(word.capitalize() for word in kind.split("_")) + "CreationRequest")(name=prefix)
    answer = create(created)
    assert answer.status_code == 201, answer.status_code
    made = answer.data
    assert made["name"] == prefix and made[secret_field] and made["clientId"], made
    refused(409, create, {"name": prefix.upper()})
    refused(404, get, str(uuid.uuid4()))
    refused(400, create, {"name": ""})
    model = "ServiceAccount" if kind == "service_account" else "Application"
    application = holds(get(made["id"]).data, model)
    for field in ("id", "name", "clientId", "enabled", "createdBy", "createdAt", "updatedAt", "lastLogin", "tenantId"):
        assert field in application, field
    assert application["enabled"] is True and application["lastLogin"] is None, application
    assert made["id"] in [each["id"] for each in listed().data]

    # The new application signs in by itself, which its last login then shows.
    credentials = (made["clientId"], made[secret_field])
    RunaiClient(ApiClient(configuration(*credentials)))
    assert update(made["id"], {"enabled": False}).data is None
    assert get(made["id"]).data["enabled"] is False
    no_token(*credentials)
    update(made["id"], {"enabled": True})
    again = regenerate(made["id"]).data
    new = again.get("secret") or again.get("clientSecret")
    assert new and new != made[secret_field], again
    no_token(*credentials)
    ApiClient(configuration(made["clientId"], new))
    deadline = time.monotonic() + 5
    while get(made["id"]).data["lastLogin"] is None:
        assert time.monotonic() < deadline, "no last login"
        time.sleep(0.2)
    assert delete(made["id"]).status_code == 204
    refused(404, get, made["id"])
    no_token(made["clientId"], new)


def units(client, prefix):
    """Cluster, department and project: made, renamed, listed, counted."""
    organizations = client.organizations
    cluster = organizations.clusters.create_cluster({"name": f"{prefix}-cluster"}).data
    cluster_id = cluster["uuid"]
    assert cluster_id in [each["uuid"] for each in organizations.clusters.get_clusters().data]
    assert organizations.clusters.get_cluster_by_uuid(cluster_id).data["name"] == f"{prefix}-cluster"
    organizations.clusters.update_cluster(cluster_id, {"name": f"{prefix}-renamed"})
    assert organizations.clusters.get_cluster_by_uuid(cluster_id).data["name"] == f"{prefix}-renamed"

    departments, projects = organizations.departments, organizations.projects
    made = method(departments, "create_department")({"name": f"{prefix}-department", "clusterId": cluster_id})
    assert made.status_code == 201, made
    department = made.data
    project = method(projects, "create_project")(
        {"name": f"{prefix}-project", "clusterId": cluster_id, "parentId": department["id"]}
    ).data
    for api, one, many, unit in ((departments, "department", "departments", department), (projects, "project", "projects", project)):
        get = method(api, f"get_{one}")
        assert get(unit["id"]).data["name"] == unit["name"]
        page = method(api, f"get_{many}")(filter_by=[f"name=={unit['name']}"], limit=10).data
        assert [each["id"] for each in page[many]] == [unit["id"]], page
        method(api, f"update_{one}")(unit["id"], {"name": unit["name"] + "-2"})
        assert get(unit["id"]).data["name"] == unit["name"] + "-2"
        count = method(api, f"count_{many}")
        if count:
            assert count().data["count"] >= 1
    return cluster_id, department["id"], project["id"]


def rules(client, prefix, project_id):
    """Access rules of an application, by a role looked up by name."""
    authorization = client.authentication_and_authorization
    roles = method(authorization.roles, "get_roles")().data
    role = next(each for each in roles if each["name"] == SCOPED)
    assert method(authorization.roles, "get_role")(role["id"]).data["name"] == SCOPED
    app = method(authorization.applications, "create_application")({"name": f"{prefix}-ruled"}).data
    api = authorization.access_rules
    before = api.count_access_rules().data["count"]
    fields = {"subject_type": "app", "role_id": role["id"], "scope_id": project_id, "scope_type": "project"}
    rule = api.create_access_rule(models.AccessRuleCreationFields(subject_id=app["name"], **fields)).data
    holds(rule, "AccessRule")
    assert rule["subjectId"] == app["clientId"], "a name is resolved; the client ID is answered"
    assert rule["roleName"] == SCOPED and rule["scopeId"] == project_id, rule
    refused(409, api.create_access_rule, models.AccessRuleCreationFields(subject_id=app["clientId"], **fields))
    assert api.count_access_rules().data["count"] == before + 1
    assert api.get_access_rule(rule["id"]).data["scopePath"]
    page = api.get_access_rules(subject_ids=[app["clientId"]], subject_type="app", limit=10).data
    assert [each["id"] for each in page["accessRules"]] == [rule["id"]], page
    assert page["totalRecords"] == page["displayRecords"] == 1, page
    if "filter_by" in inspect.signature(api.get_access_rules).parameters:
        wanted = [f"roleName=={SCOPED}", f"subjectId=={app['clientId']}"]
        page = api.get_access_rules(filter_by=wanted, sort_by="createdAt", sort_order="desc").data
        assert [each["id"] for each in page["accessRules"]] == [rule["id"]], page
    assert api.delete_access_rule(rule["id"]).status_code == 204
    refused(404, api.get_access_rule, rule["id"])

    if hasattr(api, "access_rules_batch_create"):
        payload = {
            "roleId": role["id"],
            "subjects": [{"subjectId": app["clientId"], "subjectType": "app"}],
            "scopes": [{"scopeId": project_id, "scopeType": "project"}],
        }
        done = api.access_rules_batch_create({"payload": payload}).data
        assert len(done["succeeded"]) == 1 and not done["failed"], done
    else:
        api.create_access_rule(models.AccessRuleCreationFields(subject_id=app["id"], **fields))
    if hasattr(api, "access_rules_batch"):
        ids = [str(each["id"]) for each in api.get_access_rules(subject_ids=[app["clientId"]]).data["accessRules"]]
        for action in ("validate_delete", "delete"):
            done = api.access_rules_batch({"ids": ids, "action": action}).data
            assert [str(each) for each in done["succeeded"]] == ids and not done["failed"], done
    if hasattr(authorization, "me"):
        mine = authorization.me.get_me_access_rules().data["accessRules"]
        assert mine["totalRecords"] >= 1, mine
        assert authorization.me.count_me_access_rules().data["count"] >= 1
    scopes = authorization.permissions.get_permitted_scopes({"resourceType": "project"}).data
    assert scopes["read"]["tenants"], scopes
    assert authorization.permissions.get_permissions().data
    method(authorization.applications, "delete_application_by_id")(app["id"])


def remove(client, cluster_id, department_id, project_id):
    """The units go, from below."""
    organizations = client.organizations
    method(organizations.projects, "delete_project")(project_id)
    refused(404, method(organizations.projects, "get_project"), project_id)
    method(organizations.departments, "delete_department")(department_id)
    organizations.clusters.delete_cluster(cluster_id)
    refused(404, organizations.clusters.get_cluster_by_uuid, cluster_id)


def audit(client):
    """What was done is in the log. 1.218 asks for it outside the contract."""
    api = getattr(client.audit, "audit_logs", None) or client.audit.audit
    get = method(api, "get_audit_logs")
    if get:
        log = get(start="2020-01-01T00:00:00Z", end="2100-01-01T00:00:00Z").data
        assert log["total"] > 0 and log["audit_logs"], log


async def asynchronously():
    async with RunaiClient(AsyncApiClient(configuration())) as client:
        roles = await method(client.authentication_and_authorization.roles, "get_roles")()
        assert len(roles.data) > 1


def main():
    prefix = f"runapy-{uuid.uuid4().hex[:8]}"
    client = RunaiClient(ApiClient(configuration()))
    steps = [
        ("a wrong secret", lambda: no_token(os.environ["CLIENT_ID"], "cls_wrong")),
        ("applications", lambda: applications(
            client.authentication_and_authorization.applications, f"{prefix}-app", "application", "secret")),
    ]
    if hasattr(client.authentication_and_authorization, "service_accounts"):
        steps.append(("service accounts", lambda: applications(
            client.authentication_and_authorization.service_accounts, f"{prefix}-account", "service_account", "clientSecret")))
    made = []
    steps += [
        ("organisation units", lambda: made.extend(units(client, prefix))),
        ("access rules and roles", lambda: rules(client, prefix, made[2])),
        ("removing units", lambda: remove(client, *made)),
        ("audit log", lambda: audit(client)),
        ("asynchronous client", lambda: asyncio.run(asynchronously())),
    ]
    failed = 0
    for name, step in steps:
        try:
            step()
            print(f"    ok      {name}")
        except Exception as error:  # each step is told of, whatever the ones before did
            failed += 1
            place = error.__traceback__
            while place.tb_next and place.tb_next.tb_frame.f_code.co_filename == __file__:
                place = place.tb_next
            print(f"    FAILED  {name} (line {place.tb_lineno}): {type(error).__name__} {str(error)[:400]!r}")
    with RunaiClient(ThreadedApiClient(configuration())) as threaded:
        future = method(threaded.authentication_and_authorization.roles, "get_roles")()
        assert len(future.get().data if hasattr(future, "get") else future.data) > 1
    print("    ok      threaded client")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
