//! Closures behind one type. A view and an attribute are compiled anew for every type of closure that they hold, at one to eight
//! kilobytes each; boxed, they are compiled once.

/// A boxed closure, which views and attributes take as they take a closure.
pub type Lazy<T> = Box<dyn FnMut() -> T + Send>;

/// A text, an attribute, a class or a part of a view that changes.
pub fn value<T>(value: impl FnMut() -> T + Send + 'static) -> Lazy<T> {
    Box::new(value)
}
