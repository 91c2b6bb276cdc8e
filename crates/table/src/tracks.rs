//! The widths of the columns.

/// What is known of a column's width. Lengths are CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Track {
    /// The width that it takes where there is room.
    pub preferred: f64,
    /// The least, unless the user made it narrower.
    pub min: f64,
    /// The width that the user gave it.
    pub fixed: Option<f64>,
    /// Takes what is left.
    pub flexible: bool,
}

/// Shares `available` out: first everyone's least, then towards the preferred widths in
/// proportion to what each still wants, and the rest to the flexible column.
pub(crate) fn widths(tracks: &[Track], available: f64) -> Vec<f64> {
    let mut widths: Vec<f64> = tracks.iter().map(|t| t.fixed.unwrap_or(t.min)).collect();
    let free = (available - widths.iter().sum::<f64>()).max(0.0);
    let wish = |t: &Track| {
        if t.fixed.is_some() {
            0.0
        } else {
            (t.preferred - t.min).max(0.0)
        }
    };
    let wanted: f64 = tracks.iter().map(wish).sum();
    let share = if wanted > 0.0 {
        (free / wanted).min(1.0)
    } else {
        0.0
    };
    for (width, track) in widths.iter_mut().zip(tracks) {
        *width += wish(track) * share;
    }
    let rest = (available - widths.iter().sum::<f64>()).max(0.0);
    if let Some(at) = tracks.iter().position(|t| t.flexible && t.fixed.is_none()) {
        widths[at] += rest;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn track(preferred: f64, min: f64) -> Track {
        Track {
            preferred,
            min,
            fixed: None,
            flexible: false,
        }
    }

    fn rounded(tracks: &[Track], available: f64) -> Vec<f64> {
        widths(tracks, available)
            .iter()
            .map(|w| w.round())
            .collect()
    }

    #[test]
    fn room_goes_to_wishes_then_to_the_flexible_column() {
        let tracks = [
            track(200.0, 100.0),
            Track {
                flexible: true,
                ..track(300.0, 150.0)
            },
            track(100.0, 100.0),
        ];
        assert_eq!(
            rounded(&tracks, 200.0),
            [100.0, 150.0, 100.0],
            "too narrow: it scrolls"
        );
        assert_eq!(rounded(&tracks, 400.0), [120.0, 180.0, 100.0]);
        assert_eq!(rounded(&tracks, 600.0), [200.0, 300.0, 100.0]);
        assert_eq!(rounded(&tracks, 1000.0), [200.0, 700.0, 100.0]);
    }

    #[test]
    fn the_users_width_holds() {
        let tracks = [
            Track {
                fixed: Some(60.0),
                ..track(200.0, 100.0)
            },
            Track {
                flexible: true,
                fixed: Some(120.0),
                ..track(300.0, 150.0)
            },
            track(100.0, 80.0),
        ];
        assert_eq!(rounded(&tracks, 1000.0), [60.0, 120.0, 100.0]);
        assert!(widths(&[], 100.0).is_empty());
    }
}
