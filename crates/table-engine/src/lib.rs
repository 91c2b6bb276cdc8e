//! table-engine
