//! Questions on a terminal: a text, or one of a few numbered choices.
//!
//! Works over any reader and writer, so that every turn of a conversation can be tested without a
//! terminal.

use std::io::{self, BufRead, Write};

use super::Lang;
use crate::diagnostic::suggest::nearest;

/// Asks on `output` and reads the answers from `input`.
pub(super) struct Asker<R, W> {
    pub(super) input: R,
    pub(super) output: W,
    pub(super) lang: Lang,
}

/// One of several things to choose from.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// What is typed, if not its number.
    pub(super) value: String,
    /// What it means.
    pub(super) meaning: String,
}

impl<R: BufRead, W: Write> Asker<R, W> {
    /// Asks for a line of text; Enter alone gives `default`, or the question again where there is none.
    pub(super) fn text(&mut self, question: &str, default: Option<&str>) -> io::Result<String> {
        loop {
            match default {
                Some(shown) if !shown.is_empty() => write!(self.output, "{question} [{shown}]: ")?,
                _ => write!(self.output, "{question}: ")?,
            }
            let answer = self.answer()?;
            match default {
                _ if !answer.is_empty() => return Ok(answer),
                Some(default) => return Ok(default.to_owned()),
                None => {
                    let again = match self.lang {
                        Lang::Nl => "Hier moet iets staan.",
                        Lang::En => "Something must be filled in here.",
                    };
                    writeln!(self.output, "  {again}")?;
                }
            }
        }
    }

    /// Asks for one of `choices`, by number or by name; Enter alone gives the default, if there is one.
    pub(super) fn choose(
        &mut self,
        question: &str,
        choices: &[Choice],
        default: Option<usize>,
    ) -> io::Result<usize> {
        writeln!(self.output, "{question}")?;
        let width = choices.iter().map(|c| c.value.chars().count()).max();
        let width = width.unwrap_or_default();
        for (at, Choice { value, meaning }) in choices.iter().enumerate() {
            let line = format!("  {:>2}  {value:width$}  {meaning}", at + 1);
            writeln!(self.output, "{}", line.trim_end())?;
        }
        loop {
            let prompt = match self.lang {
                Lang::Nl => "Nummer of naam",
                Lang::En => "Number or name",
            };
            match default {
                Some(at) => write!(self.output, "{prompt} [{}]: ", at + 1)?,
                None => write!(self.output, "{prompt}: ")?,
            }
            let answer = self.answer()?;
            if let (true, Some(default)) = (answer.is_empty(), default) {
                return Ok(default);
            }
            if let Some(at) = chosen(&answer, choices) {
                return Ok(at);
            }
            let near = nearest(&answer, choices.iter().map(|choice| choice.value.as_str()));
            let again = match (self.lang, near) {
                (Lang::Nl, Some(near)) => format!("Dat is geen keuze. Bedoelde u {near}?"),
                (Lang::Nl, None) => format!("Kies een nummer van 1 tot en met {}.", choices.len()),
                (Lang::En, Some(near)) => format!("That is no choice. Did you mean {near}?"),
                (Lang::En, None) => format!("Choose a number from 1 to {}.", choices.len()),
            };
            writeln!(self.output, "  {again}")?;
        }
    }

    /// Asks for consent; anything but a plain yes is no.
    pub(super) fn consent(&mut self, question: &str) -> io::Result<bool> {
        let keys = match self.lang {
            Lang::Nl => "j/N",
            Lang::En => "y/N",
        };
        write!(self.output, "{question} [{keys}]: ")?;
        let answer = self.answer()?.to_lowercase();
        Ok(matches!(answer.as_str(), "j" | "ja" | "y" | "yes"))
    }

    /// One line, without what stands around it. The end of the input is an error: nobody is there.
    fn answer(&mut self) -> io::Result<String> {
        self.output.flush()?;
        let mut line = Vec::new();
        if self.input.read_until(b'\n', &mut line)? == 0 {
            writeln!(self.output)?;
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&line);
        let words: Vec<&str> = line.split_whitespace().collect();
        Ok(words.join(" "))
    }
}

fn chosen(answer: &str, choices: &[Choice]) -> Option<usize> {
    if let Ok(number) = answer.parse::<usize>() {
        return number.checked_sub(1).filter(|&at| at < choices.len());
    }
    let same = |choice: &Choice| choice.value.eq_ignore_ascii_case(answer);
    choices.iter().position(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asker(input: &str) -> Asker<&[u8], Vec<u8>> {
        Asker {
            input: input.as_bytes(),
            output: Vec::new(),
            lang: Lang::Nl,
        }
    }

    fn choices() -> Vec<Choice> {
        let choice = |(value, meaning): (&str, &str)| Choice {
            value: value.to_owned(),
            meaning: meaning.to_owned(),
        };
        [
            ("stelling", "iemand zegt het"),
            ("ervaring", "iemand deed het"),
        ]
        .map(choice)
        .to_vec()
    }

    fn said(asker: Asker<&[u8], Vec<u8>>) -> String {
        String::from_utf8(asker.output).unwrap()
    }

    #[test]
    fn a_text_is_asked_until_there_is_one() {
        let mut asker = asker("\n  \n Ga   kijken \r\n");
        assert_eq!(asker.text("Titel", None).unwrap(), "Ga kijken");
        assert_eq!(
            said(asker),
            "Titel:   Hier moet iets staan.\nTitel:   Hier moet iets staan.\nTitel: "
        );
    }

    #[test]
    fn enter_takes_the_default() {
        assert_eq!(asker("\n").text("Titel", Some("x")).unwrap(), "x");
        assert_eq!(asker("\n").text("Titel", Some("")).unwrap(), "");
        assert_eq!(asker("\n").choose("?", &choices(), Some(1)).unwrap(), 1);
    }

    #[test]
    fn a_choice_is_a_number_or_a_name_and_nothing_else() {
        let mut asker = asker("0\n3\nervarng\n\nErvaring\n");
        assert_eq!(
            asker
                .choose("Waarop rust de les?", &choices(), None)
                .unwrap(),
            1
        );
        insta::assert_snapshot!(said(asker), @r"
        Waarop rust de les?
           1  stelling  iemand zegt het
           2  ervaring  iemand deed het
        Nummer of naam:   Kies een nummer van 1 tot en met 2.
        Nummer of naam:   Kies een nummer van 1 tot en met 2.
        Nummer of naam:   Dat is geen keuze. Bedoelde u ervaring?
        Nummer of naam:   Kies een nummer van 1 tot en met 2.
        Nummer of naam: 
        ");
        assert_eq!(self::asker("1\n").choose("?", &choices(), None).unwrap(), 0);
    }

    #[test]
    fn only_yes_is_consent() {
        for (input, consent) in [
            ("j\n", true),
            ("JA\n", true),
            ("\n", false),
            ("n\n", false),
            ("jawel\n", false),
        ] {
            assert_eq!(asker(input).consent("Doen?").unwrap(), consent, "{input:?}");
        }
    }

    #[test]
    fn who_goes_away_is_not_asked_for_ever() {
        assert!(asker("").text("Titel", None).is_err());
        assert!(asker("\n9\n").choose("?", &choices(), None).is_err());
    }
}
