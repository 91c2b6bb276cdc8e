//! The kinds of resources and the predefined roles, from the embedded `roles.csv`.

use shared::api::roles::{self as wire, Action};

use super::permission::{Permission, PermissionSet, ResourceType};

const EMBEDDED: &str = include_str!("../../roles.csv");
const ADMINISTRATOR: &str = "System administrator";

/// A role: a name for a set of permissions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its number: the predefined ones' are the vendor's, custom ones' count from 10000.
    pub id: i32,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it permits.
    pub permissions: PermissionSet,
}

/// How a kind of resource is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Which kind.
    pub resource: ResourceType,
    /// Its name for a person.
    pub display_name: String,
    /// Which kinds it is listed with.
    pub group_id: String,
}

/// Kinds of resources and predefined roles.
#[derive(Clone, Debug)]
pub struct Catalogue {
    kinds: Vec<Kind>,
    roles: Vec<Role>,
}

/// What is wrong with a `roles.csv`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("roles.csv, line {line}: {problem}")]
pub struct CatalogueError {
    line: usize,
    problem: String,
}

impl Catalogue {
    /// The catalogue in the binary.
    pub fn embedded() -> Result<Self, CatalogueError> {
        Self::parse(EMBEDDED)
    }

    /// Reads the matrix: a header `resourceType,displayName,groupId,<role>#<id>,…`, then one line a kind of resource,
    /// whose cells hold any of `CRUD`. Lines end in LF or CR LF. No quoting: names hold no commas.
    pub fn parse(csv: &str) -> Result<Self, CatalogueError> {
        let mut lines = csv
            .lines()
            .enumerate()
            .map(|(i, line)| (i + 1, line.trim_end_matches('\r')));
        let header = lines
            .next()
            .map_or("", |(_, line)| line.trim_start_matches('\u{feff}'));
        let mut roles = header
            .strip_prefix("resourceType,displayName,groupId,")
            .ok_or_else(|| {
                wrong(
                    1,
                    "the header does not start with resourceType,displayName,groupId",
                )
            })?
            .split(',')
            .map(role)
            .collect::<Result<Vec<_>, _>>()?;
        let mut kinds = Vec::new();
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let cells: Vec<&str> = line.split(',').collect();
            let [resource, display_name, group_id, matrix @ ..] = &cells[..] else {
                return Err(wrong(number, "too few cells"));
            };
            if matrix.len() != roles.len() {
                return Err(wrong(
                    number,
                    format!("{} cells for {} roles", matrix.len(), roles.len()),
                ));
            }
            let resource = ResourceType::parse(resource)
                .ok_or_else(|| wrong(number, format!("unknown resource type {resource}")))?;
            for (role, cell) in roles.iter_mut().zip(matrix) {
                for letter in cell.chars() {
                    let action = action(letter)
                        .ok_or_else(|| wrong(number, format!("unknown action {letter}")))?;
                    role.permissions.insert(Permission { resource, action });
                }
            }
            kinds.push(Kind {
                resource,
                display_name: (*display_name).to_owned(),
                group_id: (*group_id).to_owned(),
            });
        }
        // This product has custom roles, which the matrix's vendor keeps to itself.
        for role in roles.iter_mut().filter(|role| role.name == ADMINISTRATOR) {
            for action in [Action::Create, Action::Update, Action::Delete] {
                role.permissions
                    .insert(Permission::new(ResourceType::Roles, action));
            }
        }
        Ok(Self { kinds, roles })
    }

    /// The kinds of resources in the order in which they are listed.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// The predefined roles in the order in which they are listed.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The role whose holder in the account may do everything here.
    pub fn administrator(&self) -> Option<&Role> {
        self.roles.iter().find(|role| role.name == ADMINISTRATOR)
    }

    /// A set of permissions as the API shows it.
    pub fn describe(&self, permissions: &PermissionSet) -> Vec<wire::Permission> {
        self.kinds
            .iter()
            .map(|kind| wire::Permission {
                resource_type: kind.resource.as_str().to_owned(),
                display_name: kind.display_name.clone(),
                group_id: kind.group_id.clone(),
                actions: permissions.actions(kind.resource).collect(),
            })
            .filter(|permission| !permission.actions.is_empty())
            .collect()
    }
}

fn role(cell: &str) -> Result<Role, CatalogueError> {
    let (name, id) = cell
        .rsplit_once('#')
        .and_then(|(name, id)| Some((name, id.parse().ok()?)))
        .ok_or_else(|| wrong(1, format!("{cell} is not a role's name, # and number")))?;
    Ok(Role {
        id,
        name: name.to_owned(),
        description: description(id).to_owned(),
        permissions: PermissionSet::default(),
    })
}

const fn action(letter: char) -> Option<Action> {
    match letter {
        'C' => Some(Action::Create),
        'R' => Some(Action::Read),
        'U' => Some(Action::Update),
        'D' => Some(Action::Delete),
        _ => None,
    }
}

fn wrong(line: usize, problem: impl Into<String>) -> CatalogueError {
    CatalogueError {
        line,
        problem: problem.into(),
    }
}

const fn description(id: i32) -> &'static str {
    match id {
        1 => {
            "Runs the whole installation: people, applications, roles, settings and everything beneath."
        }
        2 => "Runs jobs, workspaces and trainings, and keeps the assets that they use.",
        3 => {
            "Shapes departments and projects, runs their workloads and gives access; users and applications can be read."
        }
        4 => {
            "Sets projects up and gives access to them, prepares assets, and runs workspaces and trainings."
        }
        5 => "The first level of researcher: runs workloads and keeps all of their assets.",
        6 => "Makes and runs inferences, and sees how clusters and nodes are used.",
        7 => "Looks at everything that runs and changes nothing.",
        8 => {
            "The second level of researcher: runs workloads from assets that others have prepared."
        }
        9 => "Prepares environments, the images and tools that workloads start from.",
        10 => "Prepares data sources, so that workloads find their data.",
        11 => "Defines compute resources, the sizes that workloads ask for.",
        12 => "Prepares templates of workloads for others to use.",
        13 => "Looks at a department with its projects and workloads, and changes nothing.",
        373 => "Keeps the credentials that workloads and data sources use.",
        1708 => {
            "Runs departments, projects and all that happens in them, gives access, and reads users, applications and the event history."
        }
        1710 => {
            "Runs a department: its projects, their workloads and policies, and who has access."
        }
        2256 => "Keeps data volumes and decides with whom they are shared.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn catalogue() -> Catalogue {
        Catalogue::embedded().unwrap()
    }

    #[test]
    fn every_kind_in_the_program_is_in_the_file_and_the_other_way_round() {
        let kinds: Vec<_> = catalogue().kinds.iter().map(|kind| kind.resource).collect();
        assert_eq!(kinds, ResourceType::ALL);
    }

    #[test]
    fn every_role_is_described_and_its_number_and_name_are_its_own() {
        let catalogue = catalogue();
        assert_eq!(catalogue.roles.len(), 17);
        for (i, role) in catalogue.roles.iter().enumerate() {
            assert!(role.description.ends_with('.'), "{}", role.name);
            for other in &catalogue.roles[i + 1..] {
                assert!(
                    role.id != other.id
                        && role.name != other.name
                        && role.description != other.description
                );
            }
        }
        assert_eq!(
            catalogue.roles.iter().map(|role| role.id).max(),
            Some(2256),
            "custom roles start at 10000"
        );
    }

    #[test]
    fn the_administrator_alone_makes_roles() {
        let catalogue = catalogue();
        let makes_roles = Permission::new(ResourceType::Roles, Action::Create);
        let makers: Vec<_> = catalogue
            .roles
            .iter()
            .filter(|r| r.permissions.contains(makes_roles))
            .map(|r| r.id)
            .collect();
        assert_eq!(makers, [1]);
        assert_eq!(catalogue.administrator().unwrap().id, 1);
    }

    /// A change to any role's permissions shows in review as changed marks of this file.
    #[test]
    fn the_matrix_is_as_reviewed() {
        let catalogue = catalogue();
        let mut text = String::new();
        for (i, role) in catalogue.roles.iter().enumerate() {
            writeln!(text, "{:>2} {} ({})", i + 1, role.name, role.id).unwrap();
        }
        write!(text, "\n{:<26}", "create read update delete").unwrap();
        for i in 1..=catalogue.roles.len() {
            write!(text, " {i:>4}").unwrap();
        }
        text.push('\n');
        for kind in &catalogue.kinds {
            write!(text, "{:<26}", kind.resource.as_str()).unwrap();
            for role in &catalogue.roles {
                let held = |action| {
                    role.permissions
                        .contains(Permission::new(kind.resource, action))
                };
                let mark = |action| if held(action) { '✔' } else { '✘' };
                write!(
                    text,
                    " {}",
                    Action::ALL.map(mark).iter().collect::<String>()
                )
                .unwrap();
            }
            text.push('\n');
        }
        let reviewed = include_str!("matrix.txt").replace("\r\n", "\n");
        assert!(
            text == reviewed,
            "authz/matrix.txt is not what roles.csv says; it should be:\n{text}"
        );
    }

    #[test]
    fn a_file_saved_with_cr_lf_or_a_byte_order_mark_is_the_same() {
        let crlf = format!(
            "\u{feff}{}",
            EMBEDDED.replace("\r\n", "\n").replace('\n', "\r\n")
        );
        assert_eq!(Catalogue::parse(&crlf).unwrap().roles, catalogue().roles);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let error = |csv: &str| Catalogue::parse(csv).unwrap_err().to_string();
        let header = "resourceType,displayName,groupId,A#1,B#2";
        assert_eq!(
            error(""),
            "roles.csv, line 1: the header does not start with resourceType,displayName,groupId"
        );
        assert!(error("resourceType,displayName,groupId,A").contains("line 1: A is not"));
        assert_eq!(
            error(&format!("{header}\napps,x,y,R")),
            "roles.csv, line 2: 1 cells for 2 roles"
        );
        assert_eq!(
            error(&format!("{header}\n\nteapots,x,y,R,")),
            "roles.csv, line 3: unknown resource type teapots"
        );
        assert_eq!(
            error(&format!("{header}\napps,x,y,R,X")),
            "roles.csv, line 2: unknown action X"
        );
    }
}
