//! The audit log: read, filtered, written to files, and verified.

use clientele_api_tests::{both, percent, text};
use serde_json::json;

const LOG: &str = "/api/v1/audit/log";
const SPAN: &str = "start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z";

both!(
    /// Every change is in it, with who, what and from where; pages and filters agree with each other.
    the_log_tells_what_happened,
    |on| {
        let made = on.application("=ci,\"x\"", &[]);
        let path = format!("/api/v1/apps/{}", text(&made, "id"));
        on.admin.patch(&path, &json!({"enabled": false})).expect(200);
        on.admin.delete(&path).expect(204);
        let read = |query: &str| on.admin.get(&format!("{LOG}?{SPAN}&{query}")).expect(200).json();
        let newest = read("numberOfSamples=3");
        let entries = newest["audit_logs"].as_array().unwrap();
        let actions: Vec<_> = entries.iter().map(|entry| text(entry, "action")).collect();
        assert_eq!(actions, ["Delete", "Update", "Create"]);
        for (field, value) in [
            ("tenant_id", json!("1")), ("subject", json!("admin@example.com")), ("subject_type", json!("user")), ("result", json!("Success")),
            ("source_ip", json!("127.0.0.1")), ("http_method", json!("DELETE")), ("url", json!(path)), ("http_status_code", json!(204)),
            ("entity_type", json!("Application")), ("entity_name", json!("=ci,\"x\"")), ("entity_id", made["id"].clone()),
        ] {
            assert_eq!(entries[0][field], value, "{field}");
        }
        assert_eq!(entries[0]["metadata"]["accessRules"], "0", "texts: {}", entries[0]);
        assert!(entries[0]["request_id"].is_string() && entries[0]["timestamp"].is_string());
        assert_eq!(newest["next"], 3);
        let total = newest["total"].as_u64().unwrap();
        let oldest = read(&format!("sortOrder=asc&offset={}", total - 1));
        assert_eq!(oldest["audit_logs"][0]["id"], entries[0]["id"]);
        assert!(oldest.get("next").is_none());
        let filtered = read(&format!("filterBy={}", percent("entity_type==Application,action!=Create,url=^/api/v1/apps")));
        assert_eq!((&filtered["total"], filtered["audit_logs"].as_array().unwrap().len()), (&json!(2), 2));
        let second = read(&format!("offset=1&numberOfSamples=1&filterBy={}", percent("entity_type==Application")));
        assert_eq!((&second["total"], &second["next"], &second["audit_logs"][0]["action"]), (&json!(3), &json!(2), &json!("Update")));
        let nothing = on.admin.get(&format!("{LOG}?start=2000-01-01T00:00:00Z&end=2000-01-02T00:00:00Z")).expect(200).json();
        assert_eq!(nothing, json!({"total": 0, "audit_logs": []}));

        let csv = on.admin.get(&format!("{LOG}/file?{SPAN}&file_type=CSV&filterBy=action%3D%3DDelete")).expect(200);
        assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
        let lines: Vec<_> = csv.text().split("\r\n").map(str::to_owned).collect();
        assert!(lines[0].starts_with("id,timestamp,tenant_id,subject,"));
        assert!(lines[1].contains("\"'=ci,\"\"x\"\"\""), "no formula, and quoted: {}", lines[1]);
        let json = on.admin.get(&format!("{LOG}/file?{SPAN}&file_type=JSON&sortOrder=asc")).expect(200).json();
        assert_eq!(json.as_array().unwrap().len(), usize::try_from(total).unwrap());
        assert_eq!(json[0]["id"], "1");
    }
);

both!(
    /// Tokens and refused clients are counted by the minute; a server that ends loses nothing of what it has counted.
    tokens_and_refusals_are_counted,
    |on| {
        let second = on.second();
        let made = on.application("ci", &[]);
        let (id, client_id, secret) = (text(&made, "id"), text(&made, "clientId"), text(&made, "secret"));
        let grant = [("grant_type", "client_credentials")];
        let good = second.client().basic(client_id, secret);
        for path in ["/oauth2/token", "/api/v2/token"] {
            good.form(path, &grant).expect(200);
        }
        let bad = second.client().basic(client_id, "no-secret");
        bad.form("/oauth2/token", &grant).expect(401);
        bad.form("/oauth2/introspect", &[("token", "x")]).expect(401);
        bad.form("/oauth2/revoke", &[("token", "x")]).expect(401);
        for n in 0..20 {
            second.client().basic(&format!("nobody-{n}"), secret).form("/oauth2/token", &grant).expect(401);
        }
        let (status, printed) = second.terminate();
        assert!(status.success(), "{printed}");
        let read = |action: &str| {
            let query = format!("{LOG}?{SPAN}&filterBy={}", percent(&format!("action=={action}")));
            on.admin.get(&query).expect(200).json()["audit_logs"].as_array().unwrap().clone()
        };
        // What is not in the log yet, because its minute is not over, is in the backup.
        let backup = on.database.file("backup.jsonl");
        on.database.command(&["backup", backup.to_str().unwrap()], "").ok();
        let backup = std::fs::read_to_string(backup).unwrap();
        let lines = backup.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let rows = lines.filter(|line| line["table"] == "token_counts").map(|line| line["row"]["counts"].as_str().unwrap().to_owned());
        let waiting: Vec<String> = rows.flat_map(|row| row.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
        let sum = |records: &[serde_json::Value], what: &str, column: usize| -> i64 {
            let counts = records.iter().filter_map(|record| record["metadata"][what].as_str());
            let audited: i64 = counts.map(|count| count.parse::<i64>().unwrap()).sum();
            let counted = waiting.iter().filter_map(|line| line.split(',').nth(column)?.parse::<i64>().ok());
            audited + counted.sum::<i64>()
        };
        let (issued, refused) = (read("IssueTokens"), read("RefuseClient"));
        assert_eq!(sum(&issued, "tokens", 2), 2, "{issued:?} {waiting:?}");
        assert!(issued.iter().all(|record| record["entity_id"] == id && record["result"] == "Success"));
        let refusals = (sum(&refused, "wrongSecret", 3), sum(&refused, "unknownClient", 4));
        assert_eq!(refusals, (3, 20), "{refused:?} {waiting:?}");
        assert!(refused.iter().all(|record| record["source_ip"] == "127.0.0.1" && record["result"] == "Failure"));
        let told = format!("{} {}", serde_json::to_string(&refused).unwrap(), serde_json::to_string(&waiting).unwrap());
        assert!(!told.contains("nobody-") && !told.contains("no-secret"), "what strangers sent: {told}");
        assert!(on.database.command(&["audit", "verify"], "").ok().contains("is whole"));
    }
);

both!(
    /// What can't be is refused by its name.
    bad_questions_name_the_parameter,
    |on| {
        for (query, field) in [
            ("", "start"),
            ("start=2020-01-01T00:00:00Z", "end"),
            ("start=yesterday&end=2020-01-01T00:00:00Z", "start"),
            ("start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z&filterBy=x", "filterBy"),
            ("start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z&numberOfSamples=0", "numberOfSamples"),
            ("start=2020-01-01T00:00:00Z&end=2100-01-01T00:00:00Z&sortBy=action", "sortBy"),
        ] {
            assert_eq!(on.admin.get(&format!("{LOG}?{query}")).error(400, "invalid_value").field(), field, "{query}");
        }
        assert_eq!(on.admin.get(&format!("{LOG}/file?{SPAN}&file_type=PDF")).expect(400).field(), "file_type");
    }
);

both!(
    /// Whoever can write to the database can't hide it: a record that was changed, taken out or cut off is found.
    tampering_is_found,
    |on| {
        on.application("one", &[]);
        on.application("two", &[]);
        let verify = || on.database.command(&["audit", "verify"], "");
        assert!(verify().ok().contains("is whole"));
        for (spoil, mend) in [
            ("UPDATE audit SET subject = 'someone' WHERE number = 2", None),
            ("UPDATE audit SET subject = 'admin@example.com' WHERE number = 2; UPDATE audit SET result = 'Failure' WHERE number = 3", Some("UPDATE audit SET result = 'Success' WHERE number = 3")),
        ] {
            on.database.sql(spoil);
            assert!(verify().failed().contains("broken at record"));
            if let Some(mend) = mend {
                on.database.sql(mend);
                assert!(verify().ok().contains("is whole"));
            }
        }
        on.database.sql("DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)");
        assert!(verify().failed().contains("at the end"));
        on.database.sql("DELETE FROM audit WHERE number = 2");
        assert!(verify().failed().contains("record 2"));
    }
);

both!(
    /// Old records go, into a file first where one is named; what is left is whole, and a further cut is found; also after a
    /// backup was restored.
    pruning_leaves_a_log_that_can_be_verified,
    |on| {
        on.application("one", &[]);
        // Its record is younger by more than the clock's step.
        std::thread::sleep(std::time::Duration::from_millis(5));
        on.application("two", &[]);
        let newest = on.admin.get(&format!("{LOG}?{SPAN}&numberOfSamples=1")).expect(200).json();
        let at = text(&newest["audit_logs"][0], "timestamp").to_owned();
        let last: usize = text(&newest["audit_logs"][0], "id").parse().unwrap();
        let prune = |args: &[&str]| on.database.command(&[&["audit", "prune", "--before"], args].concat(), "");
        let verify = || on.database.command(&["audit", "verify"], "");
        for (args, why) in [
            (&["yesterday"][..], "neither a date"),
            (&["2999-01-01"][..], "has not come"),
            (&[&at, "--export", "master.key/x"][..], "master.key/x"),
        ] {
            assert!(prune(args).failed().contains(why), "{args:?}");
        }
        assert!(prune(&["2020-01-01", "--export", "none.jsonl"]).ok().contains("No record"));
        assert!(!on.database.file("none.jsonl").exists());
        assert!(prune(&[&at, "--export", "old.jsonl"]).ok().contains("are in old.jsonl"));
        let exported = std::fs::read_to_string(on.database.file("old.jsonl")).unwrap();
        let lines = exported.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let numbers: Vec<_> = lines.map(|line| line["number"].as_u64().unwrap()).collect();
        assert_eq!((numbers[0], numbers.len()), (1, last - 1), "{exported}");
        assert!(prune(&[&at, "--export", "old.jsonl"]).failed().contains("old.jsonl"), "never over a file");
        assert!(verify().ok().contains(&format!("up to record {}", last - 1)));
        assert!(on.database.command(&["doctor"], "").ok().contains("it was pruned"));

        // The server goes on, and shows what is left.
        on.application("three", &[]);
        let left = on.admin.get(&format!("{LOG}?{SPAN}&sortOrder=asc")).expect(200).json();
        let left: Vec<_> = left["audit_logs"].as_array().unwrap().iter().map(|entry| (text(entry, "action"), text(entry, "subject"))).collect();
        assert_eq!(left, [("Create", "admin@example.com"), ("Prune", "command line"), ("Create", "admin@example.com")]);
        let backup = on.database.file("backup.jsonl");
        on.database.command(&["backup", backup.to_str().unwrap()], "").ok();
        let other = clientele_api_tests::Database::new(on.database.engine).unwrap();
        if on.database.engine == Engine::Sqlite {
            std::fs::copy(on.database.file("master.key"), other.file("master.key")).unwrap();
        }
        other.command(&["restore", backup.to_str().unwrap()], "").ok();
        assert!(other.command(&["audit", "verify"], "").ok().contains("is whole since"));

        on.database.sql(&format!("DELETE FROM audit WHERE number = {last}"));
        assert!(verify().failed().contains(&format!("broken at record {last}")));
        assert!(prune(&[&at]).ok().contains("No record"));
        on.database.sql(&format!("UPDATE audit_anchor SET number = {last}"));
        assert!(verify().failed().contains("pruned, was changed"));
        assert!(prune(&[&at]).failed().contains("nothing was pruned"));
    }
);
