//! A bar chart of processor time a page, as SVG that reads on light and dark paper alike.

use std::fmt::Write;

use crate::report::{label, number, whole};
use crate::rounds::{Rounds, Step};

const WIDTH: f64 = 760.0;
/// Where the bars begin, and the longest ends.
const LEFT: f64 = 290.0;
const RIGHT: f64 = 690.0;
const BAR: f64 = 16.0;
const GAP: f64 = 8.0;

/// The cold builds and their floors at every size.
pub(crate) fn draw(results: &[Rounds]) -> String {
    let micros = |rounds: &Rounds, seconds: f64| seconds * 1e6 / rounds.corpus.pages.max(1) as f64;
    let cold = |step: Step| !matches!(step, Step::Unchanged | Step::Edited);
    let most = results
        .iter()
        .flat_map(|rounds| {
            rounds
                .rows
                .iter()
                .map(move |row| micros(rounds, row.cost.cpu().as_secs_f64()))
        })
        .fold(1.0, f64::max);
    let mut bars = String::new();
    let mut y = 30.0;
    for rounds in results {
        let _ = writeln!(
            bars,
            "<text x=\"0\" y=\"{y}\" font-weight=\"bold\">{} pagina’s</text>",
            whole(rounds.corpus.pages as u64)
        );
        y += 10.0;
        for row in rounds.rows.iter().filter(|row| cold(row.step)) {
            let time = micros(rounds, row.cost.cpu().as_secs_f64());
            let length = (RIGHT - LEFT) * time / most;
            let fill = if row.step.floor().is_some() {
                "#0b6e8f"
            } else {
                "#8a94a0"
            };
            let (text, end) = (y + BAR - 3.0, LEFT + length + 6.0);
            let _ = writeln!(
                bars,
                "<text x=\"0\" y=\"{text}\">{}</text>\
                 <rect x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"{BAR}\" fill=\"{fill}\"/>\
                 <text x=\"{end:.1}\" y=\"{text}\">{}</text>",
                label(row.step).replace('`', ""),
                number(time, 0),
            );
            y += BAR + GAP;
        }
        y += 24.0;
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" role=\"img\" \
         aria-labelledby=\"titel\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title id=\"titel\">CPU-tijd per pagina in microseconden, van de vloer en van wijkgids</title>\n\
         <rect width=\"{WIDTH}\" height=\"{y}\" fill=\"#ffffff\"/>\n<g fill=\"#1b1f24\">\n\
         <text x=\"0\" y=\"12\">CPU-tijd per pagina in microseconden</text>\n{bars}</g>\n</svg>\n"
    )
}
