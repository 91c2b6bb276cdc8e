//! The chain: each record's MAC covers the record and the MAC before it, under a key that is not in the database.

use ring::hmac;

use super::{Anchor, Record};

/// Makes the links.
#[derive(Clone)]
pub struct Chain(hmac::Key);

impl Chain {
    /// `key`: 32 bytes derived from the master key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The MAC of the record that follows the one whose MAC is `previous` (empty before the first), in hexadecimal.
    pub fn link(&self, previous: &str, record: &Record) -> String {
        let fields = record.fields();
        self.mac(previous, fields.iter().map(String::as_str))
    }

    /// What nobody without the key can put under an anchor. No record's MAC is one: before a record stands a MAC, or nothing.
    pub(super) fn seal(&self, anchor: &Anchor) -> String {
        let (number, at) = (anchor.number.to_string(), anchor.at.millis().to_string());
        self.mac(
            "anchor",
            [number.as_str(), at.as_str(), anchor.mac.as_str()].into_iter(),
        )
    }

    /// The same over a record's fields.
    pub fn mac<'a>(&self, previous: &'a str, fields: impl Iterator<Item = &'a str>) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        for text in std::iter::once(previous).chain(fields) {
            // Lengths first, so that no two records have the same bytes.
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        }
        crate::store::hex(context.sign().as_ref())
    }
}

impl Record {
    /// What the MAC covers, in its order.
    fn fields(&self) -> Vec<String> {
        let event = &self.event;
        let metadata = event.metadata.as_ref().map(ToString::to_string);
        let mut fields = vec![
            self.number.to_string(),
            self.seq.to_string(),
            self.at.millis().to_string(),
            self.actor.name.clone(),
            self.actor.kind.to_owned(),
            event.action.as_str().to_owned(),
            event.entity.as_str().to_owned(),
            event.id.clone(),
            event.name.clone(),
            metadata.unwrap_or_default(),
            self.status
                .map(|status| status.to_string())
                .unwrap_or_default(),
        ];
        if let Some(origin) = &self.actor.origin {
            fields.extend(origin.texts().map(str::to_owned));
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use shared::Timestamp;

    use super::*;
    use crate::audit::{Action, Actor, Entity, Event};

    #[test]
    fn a_link_depends_on_every_field_and_on_what_came_before() {
        let chain = Chain::new(&[1; 32]);
        let record = |name: &str| {
            Record::new(
                1,
                1,
                Timestamp::from_millis(0),
                &Actor::command_line(),
                Event::new(Action::Create, Entity::Application, "id", name),
            )
        };
        let one = chain.link("", &record("a"));
        assert_eq!(one.len(), 64);
        assert_eq!(one, chain.link("", &record("a")));
        assert_ne!(one, chain.link("", &record("b")));
        assert_ne!(one, chain.link("x", &record("a")));
        assert_ne!(one, Chain::new(&[2; 32]).link("", &record("a")));
    }
}
