//! Columns and facets, as they are declared.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use crate::schema::{ColumnInfo, FacetInfo, InvalidColumns, Schema};
use crate::{FilterKind, Kind, Value};

/// A row of a table.
pub trait Row: Send + Sync + 'static {
    /// What tells the row from all others, and stays the same when rows are loaded anew.
    fn key(&self) -> &str;
}

type ValueOf<R> = Arc<dyn Fn(&R) -> Value<'_> + Send + Sync>;
type ValuesOf<R> = Arc<dyn Fn(&R) -> Vec<Cow<'_, str>> + Send + Sync>;

/// A column: an id, a label, a kind, and how to read its value from a row.
///
/// ```
/// use table_engine::{Column, Row};
///
/// struct App { id: String, name: String, last_login: Option<i64> }
/// impl Row for App {
///     fn key(&self) -> &str { &self.id }
/// }
///
/// let name = Column::text("name", "Application", |app: &App| &app.name).always_shown();
/// let login = Column::timestamp("last_login", "Last login", |app: &App| app.last_login).width(140.0);
/// # let _ = (name, login);
/// ```
pub struct Column<R> {
    info: ColumnInfo,
    value: ValueOf<R>,
    facets: Vec<Facet<R>>,
    keeps_filter: bool,
}

impl<R> Clone for Column<R> {
    fn clone(&self) -> Self {
        Self {
            info: self.info.clone(),
            value: Arc::clone(&self.value),
            facets: self.facets.clone(),
            keeps_filter: self.keeps_filter,
        }
    }
}

impl<R> Column<R> {
    /// A column of any kind. A value that is not of this kind counts as nothing.
    pub fn new(
        kind: Kind,
        id: impl Into<String>,
        label: impl Into<String>,
        value: impl Fn(&R) -> Value<'_> + Send + Sync + 'static,
    ) -> Self {
        Self {
            info: ColumnInfo::new(kind, id.into(), label.into()),
            value: Arc::new(value),
            facets: Vec::new(),
            keeps_filter: false,
        }
    }

    /// Text for people; `""` is nothing.
    pub fn text(
        id: impl Into<String>,
        label: impl Into<String>,
        text: impl Fn(&R) -> &str + Send + Sync + 'static,
    ) -> Self {
        Self::new(Kind::Text, id, label, move |row| Value::from(text(row)))
    }

    /// Text that is copied rather than read.
    pub fn id(
        id: impl Into<String>,
        label: impl Into<String>,
        text: impl Fn(&R) -> &str + Send + Sync + 'static,
    ) -> Self {
        Self::new(Kind::Id, id, label, move |row| Value::from(text(row)))
    }

    /// Several texts.
    pub fn list(
        id: impl Into<String>,
        label: impl Into<String>,
        texts: impl Fn(&R) -> Vec<Cow<'_, str>> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Kind::List, id, label, move |row| Value::List(texts(row)))
    }

    /// An instant in Unix milliseconds, or never.
    pub fn timestamp(
        id: impl Into<String>,
        label: impl Into<String>,
        millis: impl Fn(&R) -> Option<i64> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Kind::Timestamp, id, label, move |row| {
            millis(row).map_or(Value::Empty, Value::Time)
        })
    }

    /// A number.
    pub fn number(
        id: impl Into<String>,
        label: impl Into<String>,
        number: impl Fn(&R) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Kind::Number, id, label, move |row| Value::from(number(row)))
    }

    /// True or false.
    pub fn boolean(
        id: impl Into<String>,
        label: impl Into<String>,
        value: impl Fn(&R) -> Option<bool> + Send + Sync + 'static,
    ) -> Self {
        Self::new(Kind::Boolean, id, label, move |row| Value::from(value(row)))
    }

    /// Adds an entry to Add filter, in place of the one that a column has by its kind. Several may be added.
    #[must_use]
    pub fn facet(mut self, facet: Facet<R>) -> Self {
        self.facets.push(facet);
        self
    }

    /// It keeps the filter that it has by its kind, before the entries that were added.
    ///
    /// ```
    /// # use table_engine::{Column, Columns, Facet, InvalidColumns, Row};
    /// # struct App { id: String, secret: String }
    /// # impl Row for App { fn key(&self) -> &str { &self.id } }
    /// # fn main() -> Result<(), InvalidColumns> {
    /// let by_age = Facet::set("age", "Age of the secret", |app: &App| vec![app.secret.as_str().into()]);
    /// let id = Column::id("client_id", "Client ID", |app: &App| &app.id);
    /// let columns = Columns::new(vec![id.facet(by_age).keep_filter()])?;
    /// let facets: Vec<&str> = columns.facets().iter().map(|facet| facet.id.as_str()).collect();
    /// assert_eq!(facets, ["client_id", "age"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn keep_filter(mut self) -> Self {
        self.keeps_filter = true;
        self
    }

    /// It has few different values: they are filtered by picking from a list.
    #[must_use]
    pub fn set(mut self) -> Self {
        self.info.filter = FilterKind::Set {
            hierarchical: false,
        };
        self
    }

    /// It cannot be hidden.
    #[must_use]
    pub fn always_shown(mut self) -> Self {
        self.info.always_shown = true;
        self.info.hidden = false;
        self
    }

    /// It does not show until it is asked for.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.info.hidden = !self.info.always_shown;
        self
    }

    /// The width it starts with, in CSS pixels.
    #[must_use]
    pub fn width(mut self, pixels: f64) -> Self {
        self.info.width = pixels;
        self
    }

    /// The least width, in CSS pixels.
    #[must_use]
    pub fn min_width(mut self, pixels: f64) -> Self {
        self.info.min_width = pixels;
        self
    }
}

/// An entry of Add filter with values of its own, such as the roles among a row's access rules.
pub struct Facet<R> {
    info: FacetInfo,
    values: ValuesOf<R>,
}

impl<R> Clone for Facet<R> {
    fn clone(&self) -> Self {
        Self {
            info: self.info.clone(),
            values: Arc::clone(&self.values),
        }
    }
}

impl<R> Facet<R> {
    /// A set: each row has any number of value ids. A row with none has the value `""`.
    pub fn set(
        id: impl Into<String>,
        label: impl Into<String>,
        values: impl Fn(&R) -> Vec<Cow<'_, str>> + Send + Sync + 'static,
    ) -> Self {
        let kind = FilterKind::Set {
            hierarchical: false,
        };
        Self {
            info: FacetInfo::new(id.into(), label.into(), kind),
            values: Arc::new(values),
        }
    }

    /// The text that shows for a value id; without it, the id itself.
    #[must_use]
    pub fn labels(mut self, label: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        self.info.label_of = Some(Arc::new(label));
        self
    }

    /// The value id directly above a value id: a value then finds what lies beneath it too, unless the test says not.
    #[must_use]
    pub fn parents(
        mut self,
        parent: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.info.parent_of = Some(Arc::new(parent));
        self.info.kind = FilterKind::Set { hierarchical: true };
        self
    }
}

/// Where a facet's values come from.
enum FacetSource<R> {
    Column(usize),
    Own(ValuesOf<R>),
}

struct Inner<R> {
    schema: Schema,
    values: Vec<ValueOf<R>>,
    facets: Vec<FacetSource<R>>,
}

/// The columns of a table. A cheap handle; it derefs to the [`Schema`], which knows nothing of the rows' type.
pub struct Columns<R>(Arc<Inner<R>>);

impl<R> Clone for Columns<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R> Deref for Columns<R> {
    type Target = Schema;

    fn deref(&self) -> &Schema {
        &self.0.schema
    }
}

impl<R> Columns<R> {
    /// The columns in their default order. Ids must be there and differ, those of facets too.
    pub fn new(columns: Vec<Column<R>>) -> Result<Self, InvalidColumns> {
        let mut infos = Vec::with_capacity(columns.len());
        let mut facet_infos = Vec::new();
        let mut values = Vec::with_capacity(columns.len());
        let mut facets = Vec::new();
        for (index, column) in columns.into_iter().enumerate() {
            if column.facets.is_empty() || column.keeps_filter {
                let info = &column.info;
                let mut facet = FacetInfo::new(info.id.clone(), info.label.clone(), info.filter);
                facet.column.clone_from(&info.id);
                facet.is_own = true;
                facet_infos.push(facet);
                facets.push(FacetSource::Column(index));
            }
            for mut facet in column.facets {
                facet.info.column.clone_from(&column.info.id);
                facet_infos.push(facet.info);
                facets.push(FacetSource::Own(facet.values));
            }
            infos.push(column.info);
            values.push(column.value);
        }
        let schema = Schema::new(infos, facet_infos)?;
        Ok(Self(Arc::new(Inner {
            schema,
            values,
            facets,
        })))
    }

    /// The value of a row in the column at `index`.
    pub(crate) fn value<'r>(&self, row: &'r R, index: usize) -> Value<'r> {
        let value = (self.0.values[index])(row);
        let kind = self.0.schema.columns()[index].kind;
        if value.fits(kind) && !value.is_empty() {
            value
        } else {
            Value::Empty
        }
    }

    /// Where the values of the facet at `index` come from: a column, or value ids of its own.
    pub(crate) fn facet_values<'r>(&self, row: &'r R, index: usize) -> Value<'r> {
        match &self.0.facets[index] {
            FacetSource::Column(column) => self.value(row, *column),
            FacetSource::Own(values) => Value::List(values(row)),
        }
    }
}
