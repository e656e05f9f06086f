//! The plan, executed: every job becomes bytes, in parallel, and is handed on at once, so that no
//! more than a few outputs are in memory.

use rayon::prelude::*;

use super::assets::Assets;
use super::frame::{Frames, Here};
use super::plan::{Job, Plan, What};
use super::templates::Templates;
use super::value::Html;
use super::view::View;
use super::{api, fan, lists, machines, page, problems, sitemap, years};
use crate::content::Kind;
use crate::diagnostic::Diagnostic;
use crate::guide::Visibility;
use crate::json::Json;

/// One thing to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Its path below the site, as a file.
    pub path: String,
    /// What stands there.
    pub bytes: Vec<u8>,
    /// Whether only other hosts need it: our own server answers such a path by itself.
    pub hosts_only: bool,
}

/// What can end rendering early: the one who takes the outputs.
pub type Taken<E> = Result<(), E>;

/// Renders all jobs and hands each output to `take`. Template errors are collected, one a template
/// and page; an error of `take` ends the rendering.
pub fn render<E: Send>(
    view: &View<'_>,
    plan: &Plan,
    templates: &Templates,
    assets: &Assets,
    take: impl Fn(Output) -> Taken<E> + Sync,
) -> Result<Vec<Diagnostic>, E> {
    let printer = match Printer::new(view, plan, templates, assets) {
        Ok(printer) => printer,
        Err(fault) => return Ok(vec![*fault]),
    };
    let faults = plan
        .jobs
        .par_iter()
        .map(|job| match printer.print(job) {
            Ok(output) => take(output).map(|()| None),
            Err(fault) => Ok(Some(*fault)),
        })
        .collect::<Result<Vec<Option<Diagnostic>>, E>>()?;
    // One broken line in a template breaks every page; the first few say enough.
    Ok(faults.into_iter().flatten().take(20).collect())
}

/// Makes the output of one job at a time.
pub struct Printer<'r, 'g> {
    view: &'r View<'g>,
    plan: &'r Plan,
    templates: &'r Templates,
    assets: &'r Assets,
    frames: Frames,
}

impl<'r, 'g> Printer<'r, 'g> {
    /// Makes ready what all outputs share; a fault in one of its templates ends it.
    pub fn new(
        view: &'r View<'g>,
        plan: &'r Plan,
        templates: &'r Templates,
        assets: &'r Assets,
    ) -> Result<Self, Box<Diagnostic>> {
        Ok(Printer {
            view,
            plan,
            templates,
            assets,
            frames: Frames::new(templates)?,
        })
    }

    /// Makes the output of a job.
    pub fn print(&self, job: &Job) -> Result<Output, Box<Diagnostic>> {
        Ok(Output {
            path: job.path.clone(),
            bytes: self.job(job)?,
            hosts_only: job.hosts_only(),
        })
    }

    /// Makes a page that is no part of the guide, in its look: `content` between the masthead and the colophon.
    pub fn around(
        &self,
        title: &str,
        content: &str,
        path: &str,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut context = lists::bare(self.view, title, path);
        context.insert_value("frame", self.frames.at(Here::Elsewhere));
        context.insert_value("content", Html(content).into());
        self.templates.render("editorial.html", &context, path)
    }

    fn job(&self, job: &Job) -> Result<Vec<u8>, Box<Diagnostic>> {
        let view = self.view;
        let html = |template: &str, mut context: tera::Context| {
            context.insert_value("frame", self.frames.at(self.here(&job.what)));
            self.templates.render(template, &context, &job.path)
        };
        match &job.what {
            What::Home => html("home.html", lists::home(view, &self.plan.chronicle)),
            What::Page(ix) => {
                let withdrawn = view.guide.page(*ix).visibility == Visibility::Withdrawn;
                html(
                    if withdrawn { "gone.html" } else { "page.html" },
                    page::context(view, *ix),
                )
            }
            What::Members(ix, slice) => html("members.html", lists::members(view, *ix, *slice)),
            What::List(Kind::Problem, slice) => {
                html("problems.html", problems::context(view, *slice))
            }
            What::List(kind, slice) => {
                let filters = Some(&self.plan.filters);
                html("list.html", lists::kind_list(view, *kind, *slice, filters))
            }
            What::Filtered(filter, value) => html(
                "filtered.html",
                self.plan.filters.context(view, *filter, *value),
            ),
            What::Disputes(slice) => html("disputes.html", lists::dispute_list(view, *slice)),
            What::Tasks => html("tasks.html", lists::tasks(view)),
            What::Fan(slice) => html("fan.html", fan::context(view, *slice)),
            What::ReadingList => html(
                "reading_list.html",
                lists::plain(view, "reading_list", "/leeslijst/"),
            ),
            What::Timeline => html("timeline.html", years::timeline(view, &self.plan.chronicle)),
            What::Year(year) => html("year.html", years::year(view, &self.plan.chronicle, *year)),
            What::Api => html("api.html", api::context(view)),
            What::ApiChanges => html("api_changes.html", api::changes(view)),
            What::ApiDescription => Ok(view.api.map(Json::pretty).unwrap_or_default().into_bytes()),
            What::Search => html("search.html", lists::search(view)),
            What::NotFound => html(
                "not_found.html",
                lists::plain(view, "not_found_title", "/404.html"),
            ),
            What::Feed(of) => Ok(machines::feed(view, *of).into_bytes()),
            What::Sitemap(part) => Ok(sitemap::sitemap(view, self.plan, *part).into_bytes()),
            What::Robots => Ok(sitemap::robots(view).into_bytes()),
            What::OpenSearch => Ok(machines::opensearch(view).into_bytes()),
            What::Metadata => Ok(machines::metadata(view)),
            What::Skos => Ok(machines::skos(view).into_bytes()),
            What::Stub(at) => Ok(machines::stub(view, self.plan.redirects[*at].to).into_bytes()),
            What::RedirectMap(format) => {
                Ok(machines::redirect_map(view, self.plan, *format).into_bytes())
            }
            What::Asset(at) => Ok(self.assets.bytes(*at).to_vec()),
            What::Embedded => html(
                "embedded.html",
                lists::plain(view, "search_title", super::EMBEDDED),
            ),
            What::Widget(at) => Ok(self.assets.widget.bytes(*at).to_vec()),
            What::WidgetHashes => Ok(self.assets.widget.hashes(view.config).into_bytes()),
            What::Attachment(ix, at) => {
                let page = view.guide.page(*ix);
                let attachment = view.attachment(page, &page.body.attachments[*at].path);
                Ok(attachment
                    .map(|attachment| attachment.bytes.to_vec())
                    .unwrap_or_default())
            }
        }
    }

    /// Where the output stands, for the menu.
    fn here(&self, what: &What) -> Here {
        match what {
            What::Page(ix) => Here::Page(self.view.guide.page(*ix).id.kind),
            What::List(kind, _) => Here::List(*kind),
            What::Filtered(..) => Here::Page(Kind::Lesson),
            What::Timeline | What::Year(_) => Here::Page(Kind::Policy),
            _ => Here::Elsewhere,
        }
    }
}
