//! Clientele's server.
