//! Tables: in a region that scrolls, with headers of columns and rows and, from a paragraph
//! `Tabel: …` right after it, a caption.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::blocks::Pending;
use super::pieces::Mark;
use super::text::attribute;
use super::writer::Writer;

/// A table that is being written.
#[derive(Debug)]
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    /// The output before the table, where its region opens.
    outside: Mark,
    /// The output right after `<table>`, where its caption goes.
    inside: Mark,
    column: usize,
    header: bool,
    body: bool,
    /// Whether the first cell of every row is its header.
    row_headers: bool,
    /// The column headers, for a table without caption.
    columns: String,
    /// What the end of this cell is.
    close: &'static str,
    /// Byte in the text at which the cell begins.
    cell: usize,
    /// Citations before the table.
    cites: usize,
}

/// A table that ended, while it is not known whether a caption follows.
#[derive(Debug)]
pub(super) struct EndedTable {
    outside: Mark,
    inside: Mark,
    columns: String,
    cites: usize,
}

/// A table of which the caption is being written.
#[derive(Debug)]
pub(super) struct OpenCaption {
    table: EndedTable,
    /// The output before the caption.
    start: Mark,
}

impl Writer<'_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.begin_block();
        let outside = self.out.mark();
        self.out.tag("<table>\n");
        self.exempt += 1;
        self.table = Some(OpenTable {
            alignments,
            outside,
            inside: self.out.mark(),
            column: 0,
            header: false,
            body: false,
            row_headers: false,
            columns: String::new(),
            close: "",
            cell: 0,
            cites: self.cites,
        });
    }

    pub(super) fn start_row(&mut self, header: bool) {
        let Some(table) = &mut self.table else { return };
        table.column = 0;
        table.header = header;
        self.out.line();
        if header {
            self.out.tag("<thead><tr>");
            return;
        }
        if !table.body {
            table.body = true;
            self.out.tag("<tbody>\n");
        }
        self.out.tag("<tr>");
    }

    pub(super) fn end_row(&mut self, header: bool) {
        self.out
            .tag(if header { "</tr></thead>\n" } else { "</tr>\n" });
    }

    pub(super) fn start_cell(&mut self, range: &Range<usize>) {
        let Some(table) = &mut self.table else { return };
        let source = self.body.get(range.clone()).unwrap_or("");
        let empty = source.trim_matches(['|', ' ', '\t', '\r', '\n']).is_empty();
        if table.header && table.column == 0 {
            table.row_headers = !empty;
        }
        // A header without text would announce nothing.
        let (open, close) = match (table.header, table.column) {
            (true, _) if !empty => ("<th scope=\"col\"", "</th>"),
            (false, 0) if table.row_headers && !empty => ("<th scope=\"row\"", "</th>"),
            _ => ("<td", "</td>"),
        };
        self.out.tag(open);
        match table.alignments.get(table.column) {
            Some(Alignment::Left) => self.out.tag(" class=\"align-left\""),
            Some(Alignment::Center) => self.out.tag(" class=\"align-center\""),
            Some(Alignment::Right) => self.out.tag(" class=\"align-right\""),
            _ => {}
        }
        self.out.tag(">");
        if table.column > 0 {
            self.out.text.push('\t');
        }
        table.close = close;
        table.cell = self.out.text.len();
        self.unlinkable += u32::from(table.header);
    }

    pub(super) fn end_cell(&mut self) {
        self.forget_brackets();
        let Some(table) = &mut self.table else { return };
        self.out.tag(table.close);
        if table.header {
            self.unlinkable -= 1;
            let name = self.out.text.get(table.cell..).unwrap_or("").trim();
            if !name.is_empty() {
                table
                    .columns
                    .push_str(if table.columns.is_empty() { ": " } else { ", " });
                table.columns.push_str(name);
            }
        }
        table.column += 1;
    }

    pub(super) fn end_table(&mut self) {
        let Some(OpenTable {
            outside,
            inside,
            columns,
            cites,
            body,
            ..
        }) = self.table.take()
        else {
            return;
        };
        self.out.tag(if body {
            "</tbody>\n</table></div>\n"
        } else {
            "</table></div>\n"
        });
        self.out.line();
        self.exempt -= 1;
        self.pending = Pending::Table(EndedTable {
            outside,
            inside,
            columns,
            cites,
        });
    }

    /// Whether the paragraph that begins at `start` is a table's caption.
    pub(super) fn is_caption(&self, start: usize) -> Option<usize> {
        let name = self.options.labels.table;
        let rest = self
            .body
            .get(start..)?
            .strip_prefix(name)?
            .strip_prefix(':')?;
        rest.starts_with([' ', '\t'])
            .then_some(start + name.len() + 1 + 1)
    }

    /// Begins the caption of the table that just ended.
    pub(super) fn start_caption(&mut self, table: EndedTable, text: usize) {
        self.skip_to = text;
        self.exempt += 1;
        self.caption = Some(OpenCaption {
            table,
            start: self.out.mark(),
        });
    }

    /// Puts the caption into its table.
    pub(super) fn end_caption(&mut self, OpenCaption { table, start }: OpenCaption) {
        self.exempt -= 1;
        let caption = self.out.cut(&start);
        let rows = self.out.cut_between(&table.inside, &start);
        self.tables += 1;
        let id = format!("tabel_{}", self.tables);
        self.out.tag("<caption id=\"");
        self.out.tag(&id);
        self.out.tag("\">");
        self.out.paste(caption);
        self.out.line();
        self.out.tag("</caption>\n");
        self.out.paste(rows);
        let region = format!(
            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\">"
        );
        self.ids.push(id);
        self.out.insert(&table.outside, &region);
        self.watch_table(table.cites);
    }

    /// Ends a table that has no caption: its region is named after its columns.
    pub(super) fn end_bare_table(&mut self, table: EndedTable) {
        let mut region =
            String::from("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
        attribute(&mut region, self.options.labels.table);
        attribute(&mut region, &table.columns);
        region.push_str("\">");
        self.out.insert(&table.outside, &region);
        self.watch_table(table.cites);
    }

    fn watch_table(&mut self, cites: usize) {
        if self.exempt == 0 && self.lists == 0 {
            self.watch.table(self.cites > cites);
        }
    }
}
