//! Which addresses search engines may show, and where robots may go (sitemaps.org, robots.txt).

use std::fmt::Write;

use jiff::civil::Date;

use super::machines::escaped;
use super::plan::{Job, PER_SITEMAP, Plan, SitemapPart, What};
use super::view::View;
use crate::guide::PageIx;

/// Every address that a search engine may show, in the order of the plan, with the day of its last
/// change where that is known. The further pages of a list are left out: they repeat what stands here
/// itself.
pub(super) fn addresses<'p>(view: &View<'_>, jobs: &'p [Job]) -> Vec<(&'p str, Option<Date>)> {
    let changed = |ix: PageIx| view.guide.page(ix).changed();
    let found = jobs.iter().filter_map(|job| {
        let day = match job.what {
            What::Home => view.build_date(),
            What::Page(ix) if view.guide.page(ix).is_listed() => changed(ix),
            What::List(kind, slice) if slice.page == 1 && slice.total > 0 => {
                let pages = view.guide.of_kind(kind).iter();
                pages.filter_map(|&ix| changed(ix)).max()
            }
            What::Disputes(slice) | What::Fan(slice) if slice.page == 1 && slice.total > 0 => None,
            What::Tasks | What::Timeline | What::Filtered(..) | What::Year(_) | What::Search => {
                None
            }
            What::Api | What::ApiChanges => None,
            _ => return None,
        };
        Some((job.path.strip_suffix("index.html")?, day))
    });
    found.collect()
}

/// A sitemap, or the index of several (sitemaps.org).
pub(super) fn sitemap(view: &View<'_>, plan: &Plan, part: SitemapPart) -> String {
    const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let addresses = addresses(view, &plan.jobs);
    let part = match part {
        SitemapPart::Index(parts) => {
            let _ = writeln!(xml, "<sitemapindex {NAMESPACE}>");
            for part in 1..=parts {
                let url = view.config.site.absolute(&format!("/sitemap-{part}.xml"));
                let _ = writeln!(xml, "<sitemap><loc>{}</loc></sitemap>", escaped(&url));
            }
            xml.push_str("</sitemapindex>\n");
            return xml;
        }
        SitemapPart::Whole => &addresses[..],
        SitemapPart::Part(part) => addresses
            .chunks(PER_SITEMAP)
            .nth(part - 1)
            .unwrap_or_default(),
    };
    let _ = writeln!(xml, "<urlset {NAMESPACE}>");
    for (path, changed) in part {
        let _ = write!(
            xml,
            "<url><loc>{}</loc>",
            escaped(&view.config.site.absolute(path))
        );
        if let Some(date) = changed {
            let _ = write!(xml, "<lastmod>{date}</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// Which robots may go where: everywhere but to answers to questions.
pub(super) fn robots(view: &View<'_>) -> String {
    format!(
        "User-agent: *\nDisallow: {0}/zoeken/?\nDisallow: {0}/zoeken/inbed/\nDisallow: {0}/api/\n\nSitemap: {1}\n",
        view.base_path(),
        view.config.site.absolute("/sitemap.xml")
    )
}
