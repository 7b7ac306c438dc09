//! Does a form come from one of our own pages? The browser says so: `Sec-Fetch-Site`, or `Origin`
//! from those that do not.
//!
//! Browsers leave `Sec-Fetch-Site` out where there is no TLS, and tower-csrf compares the origin's
//! host without its port: on `http://station:8470` it would refuse our own forms. So an origin that
//! is exactly the `Host` that was asked is said to be the same before it looks.

use axum::BoxError;
use axum::error_handling::HandleErrorLayer;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tower::ServiceBuilder;
use tower::layer::util::{Identity, Stack};
use tower_csrf::{CrossOriginProtectionLayer, ProtectionError};

use super::app::Web;
use super::open311;
use super::refusal::Refusal;

const SITE: &str = "sec-fetch-site";

type Says = fn(BoxError) -> std::future::Ready<Refusal>;
type Layers =
    ServiceBuilder<Stack<CrossOriginProtectionLayer, Stack<HandleErrorLayer<Says, ()>, Identity>>>;

/// The check.
pub(super) fn layer(web: &Web) -> Layers {
    let bare = CrossOriginProtectionLayer::default();
    let check = match &web.settings().url {
        // An address that is none was found by `check`; then only our own `Host` counts.
        Some(url) => bare.clone().add_trusted_origin(url.trim_end_matches('/')).unwrap_or(bare),
        None => bare,
    };
    let says: Says = |error| std::future::ready(refused(&error));
    ServiceBuilder::new().layer(HandleErrorLayer::new(says)).layer(check)
}

fn refused(error: &BoxError) -> Refusal {
    match error.downcast_ref::<ProtectionError>() {
        Some(_) => Refusal::OtherSite,
        None => Refusal::Broken(error.to_string()),
    }
}

/// Says of an origin that it is the same, where the browser says nothing; and of a report by Open311, which
/// comes from the page of another site with a key in it: no cookie is looked at there.
pub(super) async fn known_origin(mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    if request.uri().path().starts_with(open311::ROOT) {
        request.headers_mut().insert(SITE, HeaderValue::from_static("same-origin"));
    } else if !headers.contains_key(SITE) {
        let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
        let origin = headers.get(header::ORIGIN).and_then(|it| it.to_str().ok());
        let bare = origin
            .and_then(|it| it.strip_prefix("http://").or_else(|| it.strip_prefix("https://")));
        if let (Some(host), Some(origin)) = (host, bare)
            && host.eq_ignore_ascii_case(origin)
        {
            request.headers_mut().insert(SITE, HeaderValue::from_static("same-origin"));
        }
    }
    next.run(request).await
}
