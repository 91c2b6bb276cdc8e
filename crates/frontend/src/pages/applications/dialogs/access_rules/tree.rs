//! The organisation as a tree of scopes to choose from: what shows, and what a key does. Pure; the view binds it.

use std::collections::HashSet;
use std::ops::Range;

use shared::api::org_units::TreeNode;
use shared::{Scope, ScopeType};

/// A scope in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) scope: Scope,
    pub(super) name: String,
    /// 0 for the account.
    pub(super) depth: usize,
    pub(super) parent: Option<usize>,
    /// One past the last scope beneath it.
    pub(super) end: usize,
}

/// All scopes, each before what lies beneath it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

/// What shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The scopes, from top to bottom.
    pub(super) rows: Vec<Row>,
    /// How many match the search.
    pub(super) matched: usize,
    /// How many more match than can be shown at once.
    pub(super) hidden: usize,
}

/// One scope on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) at: usize,
    /// Whether what lies beneath it shows; none where nothing does.
    pub(super) expanded: Option<bool>,
    /// What of the name matches the search, in bytes.
    pub(super) marks: Vec<Range<usize>>,
}

/// What a key does to the tree (ARIA APG, Tree View).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Focus(usize),
    Expand(usize),
    Collapse(usize),
    Select(usize),
}

/// The most scopes that show at once while searching.
const MOST: usize = 300;
/// A tree up to this size opens whole.
const SMALL: usize = 40;

impl Tree {
    pub(super) fn new(root: &TreeNode) -> Self {
        let mut tree = Self::default();
        tree.add(root, 0, None);
        tree
    }

    fn add(&mut self, node: &TreeNode, depth: usize, parent: Option<usize>) {
        let at = self.nodes.len();
        let scope = Scope {
            scope_type: node.scope_type,
            scope_id: node.scope_id.clone(),
        };
        self.nodes.push(Node {
            scope,
            name: node.name.clone(),
            depth,
            parent,
            end: at + 1,
        });
        for child in &node.children {
            self.add(child, depth + 1, Some(at));
        }
        let end = self.nodes.len();
        self.nodes[at].end = end;
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn node(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    pub(super) fn find(&self, scope: &Scope) -> Option<usize> {
        self.nodes.iter().position(|node| node.scope == *scope)
    }

    /// How many lie directly beneath.
    pub(super) fn children(&self, at: usize) -> usize {
        self.nodes[at + 1..self.nodes[at].end]
            .iter()
            .filter(|node| node.parent == Some(at))
            .count()
    }

    /// The scope of a level that a scope is, or is in.
    pub(super) fn ancestor(&self, at: usize, level: ScopeType) -> Option<usize> {
        let mut next = Some(at);
        while let Some(at) = next {
            let node = self.nodes.get(at)?;
            if node.scope.scope_type == level {
                return Some(at);
            }
            next = node.parent;
        }
        None
    }

    /// Where a scope is, from the cluster down, without itself: `Cluster: B / Ranking`. Empty for the account and clusters.
    pub(super) fn place(&self, scope: &Scope) -> String {
        let mut names = Vec::new();
        let mut next = self.find(scope).and_then(|at| self.nodes[at].parent);
        while let Some(at) = next {
            let node = &self.nodes[at];
            match node.depth {
                0 => {}
                1 => names.push(node.scope.scope_type.describe(&node.name)),
                _ => names.push(node.name.clone()),
            }
            next = node.parent;
        }
        names.reverse();
        names.join(" / ")
    }

    /// Adds a scope beneath another, among its like by name, and tells where it is.
    pub(super) fn insert(&mut self, parent: usize, scope: Scope, name: String) -> usize {
        let key = name.to_lowercase();
        let depth = self.nodes[parent].depth + 1;
        let end = self.nodes[parent].end;
        let at = (parent + 1..end)
            .find(|at| {
                self.nodes[*at].parent == Some(parent) && self.nodes[*at].name.to_lowercase() > key
            })
            .unwrap_or(end);
        let mut holder = Some(parent);
        while let Some(at) = holder {
            self.nodes[at].end += 1;
            holder = self.nodes[at].parent;
        }
        for node in &mut self.nodes[at..] {
            node.end += 1;
            if let Some(parent) = &mut node.parent
                && *parent >= at
            {
                *parent += 1;
            }
        }
        self.nodes.insert(
            at,
            Node {
                scope,
                name,
                depth,
                parent: Some(parent),
                end: at + 1,
            },
        );
        at
    }

    /// What is expanded at first: everything in a small tree; else the account, and the clusters if they are few.
    pub(super) fn first_expanded(&self) -> HashSet<Scope> {
        let small = self.len() <= SMALL;
        let few = self.nodes.first().is_some_and(|_| self.children(0) <= 3);
        self.nodes
            .iter()
            .filter(|node| small || node.depth == 0 || (few && node.depth == 1))
            .map(|node| node.scope.clone())
            .collect()
    }

    /// What shows: without a search what is expanded; with one what matches, and what it is in.
    pub(super) fn shown(
        &self,
        expanded: &HashSet<Scope>,
        search: &str,
        matches: impl Fn(&str, &str) -> Vec<Range<usize>>,
    ) -> Shown {
        let search = search.trim();
        if search.is_empty() {
            return Shown {
                rows: self.unfolded(expanded),
                matched: self.len(),
                hidden: 0,
            };
        }
        let mut marks: Vec<Option<Vec<Range<usize>>>> = vec![None; self.len()];
        let (mut found_in_all, mut hidden, mut shown) = (0, 0, 0);
        for (at, node) in self.nodes.iter().enumerate() {
            let found = matches(&node.name, search);
            if found.is_empty() {
                continue;
            }
            found_in_all += 1;
            if shown >= MOST {
                hidden += 1;
                continue;
            }
            marks[at] = Some(found);
            shown += 1;
            let mut next = node.parent;
            while let Some(parent) = next {
                if marks[parent].is_some() {
                    break;
                }
                marks[parent] = Some(Vec::new());
                shown += 1;
                next = self.nodes[parent].parent;
            }
        }
        let holds = |at: usize| {
            marks[at + 1..self.nodes[at].end]
                .iter()
                .any(Option::is_some)
        };
        let rows = (0..self.len())
            .filter_map(|at| {
                let expanded = (self.nodes[at].end > at + 1).then(|| holds(at));
                marks[at].clone().map(|marks| Row {
                    at,
                    expanded,
                    marks,
                })
            })
            .collect();
        Shown {
            rows,
            matched: found_in_all,
            hidden,
        }
    }

    fn unfolded(&self, expanded: &HashSet<Scope>) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            let open = (node.end > at + 1).then(|| expanded.contains(&node.scope));
            rows.push(Row {
                at,
                expanded: open,
                marks: Vec::new(),
            });
            at = if open == Some(false) {
                node.end
            } else {
                at + 1
            };
        }
        rows
    }

    /// What a key does where the focus is. Nothing for a key that isn't the tree's.
    pub(super) fn on_key(&self, shown: &Shown, focus: usize, key: &str) -> Option<Act> {
        let rows = &shown.rows;
        let row = rows.iter().position(|row| row.at == focus)?;
        let to = |row: usize| rows.get(row).map(|row| Act::Focus(row.at));
        match key {
            "ArrowDown" => to(row + 1),
            "ArrowUp" => to(row.checked_sub(1)?),
            "Home" => to(0),
            "End" => to(rows.len().checked_sub(1)?),
            "ArrowRight" => match rows[row].expanded {
                Some(false) => Some(Act::Expand(focus)),
                Some(true) => to(row + 1),
                None => None,
            },
            "ArrowLeft" => match rows[row].expanded {
                Some(true) => Some(Act::Collapse(focus)),
                _ => self.nodes[focus].parent.map(Act::Focus),
            },
            "Enter" | " " => Some(Act::Select(focus)),
            _ => {
                let mut typed = key.chars();
                let (letter, more) = (typed.next()?, typed.next());
                if more.is_some() || letter.is_control() {
                    return None;
                }
                let letter: String = letter.to_lowercase().collect();
                let starts =
                    |row: &&Row| self.nodes[row.at].name.to_lowercase().starts_with(&letter);
                let found = rows[row + 1..]
                    .iter()
                    .find(starts)
                    .or_else(|| rows[..row].iter().find(starts));
                found.map(|row| Act::Focus(row.at))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(scope_type: ScopeType, name: &str, children: Vec<TreeNode>) -> TreeNode {
        TreeNode {
            scope_type,
            scope_id: name.to_lowercase(),
            name: name.to_owned(),
            children,
        }
    }

    /// Northwind / {A / {Core / web, Research / {genomics, vision}}, B}
    fn tree() -> Tree {
        use ScopeType::{Cluster, Department, Project, Tenant};
        let research = node(
            Department,
            "Research",
            vec![
                node(Project, "genomics", vec![]),
                node(Project, "vision", vec![]),
            ],
        );
        let core = node(Department, "Core", vec![node(Project, "web", vec![])]);
        Tree::new(&node(
            Tenant,
            "Northwind",
            vec![
                node(Cluster, "A", vec![core, research]),
                node(Cluster, "B", vec![]),
            ],
        ))
    }

    fn scope(scope_type: ScopeType, id: &str) -> Scope {
        Scope {
            scope_type,
            scope_id: id.to_owned(),
        }
    }

    fn contains(text: &str, search: &str) -> Vec<Range<usize>> {
        text.to_lowercase()
            .find(search)
            .map(|at| at..at + search.len())
            .into_iter()
            .collect()
    }

    fn names(tree: &Tree, shown: &Shown) -> Vec<String> {
        shown
            .rows
            .iter()
            .map(|row| tree.node(row.at).unwrap().name.clone())
            .collect()
    }

    #[test]
    fn shows_what_is_expanded() {
        let tree = tree();
        let all = tree.shown(&tree.first_expanded(), "", contains);
        assert_eq!(
            names(&tree, &all),
            [
                "Northwind",
                "A",
                "Core",
                "web",
                "Research",
                "genomics",
                "vision",
                "B"
            ]
        );
        let account = HashSet::from([scope(ScopeType::Tenant, "northwind")]);
        assert_eq!(
            names(&tree, &tree.shown(&account, "", contains)),
            ["Northwind", "A", "B"]
        );
    }

    #[test]
    fn a_search_shows_matches_and_what_they_are_in() {
        let tree = tree();
        let shown = tree.shown(&HashSet::new(), "re", contains);
        assert_eq!(names(&tree, &shown), ["Northwind", "A", "Core", "Research"]);
        assert_eq!(shown.matched, 2);
        assert_eq!(shown.rows[2].marks.first(), Some(&(2..4)));
        assert_eq!(shown.rows[2].expanded, Some(false));
        assert_eq!(shown.rows[1].expanded, Some(true));
    }

    #[test]
    fn keys_move_as_the_pattern_says() {
        let tree = tree();
        let shown = tree.shown(&tree.first_expanded(), "", contains);
        let key = |focus, key| tree.on_key(&shown, focus, key);
        assert_eq!(key(0, "ArrowDown"), Some(Act::Focus(1)));
        assert_eq!(key(0, "ArrowUp"), None);
        assert_eq!(key(7, "ArrowDown"), None);
        assert_eq!(key(3, "Home"), Some(Act::Focus(0)));
        assert_eq!(key(3, "End"), Some(Act::Focus(7)));
        assert_eq!(key(1, "ArrowRight"), Some(Act::Focus(2)));
        assert_eq!(key(3, "ArrowRight"), None);
        assert_eq!(key(1, "ArrowLeft"), Some(Act::Collapse(1)));
        assert_eq!(key(3, "ArrowLeft"), Some(Act::Focus(2)));
        assert_eq!(key(3, " "), Some(Act::Select(3)));
        assert_eq!(key(0, "r"), Some(Act::Focus(4)));
        assert_eq!(key(4, "c"), Some(Act::Focus(2)));
        assert_eq!(key(0, "Tab"), None);
    }

    #[test]
    fn a_new_scope_stands_among_its_like() {
        let mut tree = tree();
        let department = tree
            .find(&scope(ScopeType::Department, "research"))
            .unwrap();
        let at = tree.insert(
            department,
            scope(ScopeType::Project, "imaging"),
            "imaging".to_owned(),
        );
        let all = tree.shown(&tree.first_expanded(), "", contains);
        assert_eq!(
            names(&tree, &all),
            [
                "Northwind",
                "A",
                "Core",
                "web",
                "Research",
                "genomics",
                "imaging",
                "vision",
                "B"
            ]
        );
        assert_eq!(
            tree.place(&tree.node(at).unwrap().scope),
            "Cluster: A / Research"
        );
        // As if it had been there from the start.
        assert_eq!(tree.children(department), 3);
        let account = tree.find(&scope(ScopeType::Tenant, "northwind")).unwrap();
        let cluster = tree.insert(account, scope(ScopeType::Cluster, "c"), "C".to_owned());
        let inside = tree.insert(cluster, scope(ScopeType::Department, "d"), "D".to_owned());
        assert_eq!(tree.place(&tree.node(inside).unwrap().scope), "Cluster: C");
        assert_eq!(tree.node(account).unwrap().end, tree.len());
        assert_eq!(tree.ancestor(inside, ScopeType::Cluster), Some(cluster));
        for at in 0..tree.len() {
            let node = tree.node(at).unwrap();
            assert!(node.end > at && node.end <= tree.len());
            if let Some(parent) = node.parent {
                assert!(parent < at && tree.node(parent).unwrap().end >= node.end);
                assert_eq!(tree.node(parent).unwrap().depth + 1, node.depth);
            }
        }
    }
}
