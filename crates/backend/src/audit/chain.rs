//! The chain: each record's MAC covers the record and the MAC before it, under a key that is not in the database.

use ring::hmac;

use super::Record;

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
        let mut context = hmac::Context::with_key(&self.0);
        let mut field = |text: &str| {
            // Lengths first, so that no two records have the same bytes.
            context.update(&(text.len() as u64).to_be_bytes());
            context.update(text.as_bytes());
        };
        field(previous);
        field(&record.number.to_string());
        field(&record.seq.to_string());
        field(&record.at.millis().to_string());
        field(&record.actor.name);
        field(record.actor.kind);
        field(record.event.action.as_str());
        field(record.event.entity.as_str());
        field(&record.event.id);
        field(&record.event.name);
        let metadata = record.event.metadata.as_ref().map(ToString::to_string);
        field(metadata.as_deref().unwrap_or_default());
        let status = record.status.map(|status| status.to_string());
        field(status.as_deref().unwrap_or_default());
        if let Some(origin) = &record.actor.origin {
            field(&origin.ip);
            field(&origin.method);
            field(&origin.path);
            field(&origin.request_id);
        }
        crate::store::hex(context.sign().as_ref())
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
