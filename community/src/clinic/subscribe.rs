//! Who tells us that the clinic asks something before the minute is over? Its own server, if it can: it
//! is asked to knock at `/fhir/wake` when a `ServiceRequest` comes or changes. A knock says nothing, and
//! is believed nothing but that it is worth to look now; without one it is looked each minute all the
//! same, so that a server that cannot, or forgets, loses nothing.

use std::time::Duration;

use serde_json::json;
use url::Url;

use super::{Clinic, Keeps};

/// What it is asked to watch: every request, also one that was taken back.
const CRITERIA: &str =
    "ServiceRequest?status=active,on-hold,revoked,completed,entered-in-error,unknown";

/// Between two times that it is asked: a server that gave up because we were away begins again.
pub(super) const EACH: Duration = Duration::from_secs(24 * 3_600);

/// A server that cannot be reached now is asked again so long after.
pub(super) const AGAIN: Duration = Duration::from_secs(3_600);

impl<S: Keeps> Clinic<S> {
    /// Asks the clinic to knock; when it is asked again, or `None` if it is not to.
    pub(super) async fn subscribe(&self) -> Option<Duration> {
        let site = self.0.site.as_deref()?;
        let token = match self.0.client.wake_token().await? {
            Ok(token) => token,
            Err(why) => {
                tracing::warn!(%why, "the clinic cannot be asked to wake us");
                return Some(AGAIN);
            }
        };
        let endpoint = format!("{}/fhir/wake", site.trim_end_matches('/'));
        let url = self.place_of_subscription(&endpoint)?;
        // No payload: nothing of a resident goes this way, and none is read from it.
        let resource = json!({
            "resourceType": "Subscription",
            "status": "requested",
            "reason": "The community's station looks at once what it is asked",
            "criteria": CRITERIA,
            "channel": {
                "type": "rest-hook",
                "endpoint": endpoint,
                "header": [format!("Authorization: Bearer {token}")],
            },
        });
        let said = self.0.client.put(url, resource.to_string().into_bytes()).await;
        Some(match said {
            Ok(said) if (200..300).contains(&said.status) => EACH,
            Ok(said) => {
                tracing::warn!(
                    status = said.status,
                    "the clinic does not wake us: it is asked each minute what it wants"
                );
                EACH
            }
            Err(why) => {
                tracing::warn!(%why, "the clinic cannot be asked to wake us");
                AGAIN
            }
        })
    }

    /// By where it knocks, so that there is one of ours however often it is asked.
    fn place_of_subscription(&self, endpoint: &str) -> Option<Url> {
        let mut url = self.0.client.base().join("Subscription").ok()?;
        url.query_pairs_mut().append_pair("url", endpoint);
        Some(url)
    }
}
