//! Takes a JSON array apart as it arrives (RFC 8259): each element as soon as it is whole.

/// What is wrong with an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArrayError {
    /// It is no array of objects.
    NotObjects,
    /// It ended before its end.
    CutShort,
}

/// Where in the array the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Before `[`.
    Start,
    /// Between elements.
    Between,
    /// In an element, so many brackets deep.
    Element(u32),
    /// After `]`.
    End,
}

/// Reads an array of objects in pieces of any size.
pub(super) struct ArrayReader {
    at: At,
    in_string: bool,
    escaped: bool,
    /// The beginning of an element whose end hasn't come yet.
    begun: Vec<u8>,
}

impl ArrayReader {
    pub(super) fn new() -> Self {
        Self {
            at: At::Start,
            in_string: false,
            escaped: false,
            begun: Vec::new(),
        }
    }

    /// Reads a piece and hands on the elements that it completes.
    pub(super) fn read(
        &mut self,
        piece: &[u8],
        element: &mut dyn FnMut(&[u8]),
    ) -> Result<(), ArrayError> {
        let mut from = 0;
        for (index, byte) in piece.iter().enumerate() {
            self.at = match (self.at, byte) {
                (At::Element(depth), _) => {
                    let depth = self.step(depth, *byte);
                    if depth == 0 {
                        let end = &piece[from..=index];
                        if self.begun.is_empty() {
                            element(end);
                        } else {
                            self.begun.extend_from_slice(end);
                            element(&self.begun);
                            self.begun.clear();
                        }
                        At::Between
                    } else {
                        At::Element(depth)
                    }
                }
                (At::Between, b'{') => {
                    from = index;
                    At::Element(1)
                }
                (At::Start, b'[') => At::Between,
                (At::Between, b']') => At::End,
                (at, b' ' | b'\n' | b'\r' | b'\t') | (at @ At::Between, b',') => at,
                _ => return Err(ArrayError::NotObjects),
            };
        }
        if let At::Element(_) = self.at {
            self.begun.extend_from_slice(&piece[from..]);
        }
        Ok(())
    }

    /// The depth after a byte of an element.
    fn step(&mut self, depth: u32, byte: u8) -> u32 {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return depth;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => return depth + 1,
            b'}' | b']' => return depth - 1,
            _ => {}
        }
        depth
    }

    /// The array has arrived: whole?
    pub(super) fn finish(self) -> Result<(), ArrayError> {
        if self.at == At::End {
            Ok(())
        } else {
            Err(ArrayError::CutShort)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, size: usize) -> Result<Vec<String>, ArrayError> {
        let mut reader = ArrayReader::new();
        let mut elements = Vec::new();
        for piece in text.as_bytes().chunks(size) {
            reader.read(piece, &mut |element| {
                elements.push(String::from_utf8(element.to_vec()).unwrap());
            })?;
        }
        reader.finish().map(|()| elements)
    }

    #[test]
    fn pieces_of_any_size_give_the_same_elements() {
        let text = " [ {\"a\":[1,{}],\"b\":\"x]}\\\"{\\\\\"} ,\n{}, {\"ü\":\"é\"}]\n";
        let expected = [
            "{\"a\":[1,{}],\"b\":\"x]}\\\"{\\\\\"}",
            "{}",
            "{\"ü\":\"é\"}",
        ]
        .map(str::to_owned);
        for size in 1..=text.len() {
            assert_eq!(
                read(text, size).as_deref(),
                Ok(expected.as_slice()),
                "{size}"
            );
        }
        assert_eq!(read("[]", 1), Ok(Vec::new()));
    }

    #[test]
    fn an_array_that_breaks_off_is_not_a_short_one() {
        for text in ["", "[", "[{}", "[{},", "[{\"a\":\"]\"}"] {
            assert_eq!(read(text, 2), Err(ArrayError::CutShort), "{text}");
        }
    }

    #[test]
    fn what_is_no_array_of_objects_is_refused() {
        for text in ["{}", "[1]", "<html>", "[{}]{}"] {
            assert_eq!(read(text, 3), Err(ArrayError::NotObjects), "{text}");
        }
    }
}
