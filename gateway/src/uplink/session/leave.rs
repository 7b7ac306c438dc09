//! The end in good order: the home says `stopped`, waits a moment for the last acknowledgements, and
//! closes the connection.

use rumqttc::{AsyncClient, Event, EventLoop, Outgoing, Packet};
use tokio::time::timeout;

use super::{Sent, Session, Stage};
use crate::uplink::envelope;

impl Session<'_> {
    pub(super) async fn leave(&mut self, client: &AsyncClient, connection: &mut EventLoop) {
        let patience = self.patience.leave;
        if self.login.is_proven() {
            let stopped = envelope::stopped(self.link);
            let handed = self.publish(client, "status", stopped, Sent::Status);
            tracing::debug!(?handed, "taking leave");
            let acknowledged = async {
                while !self.inflight.is_empty() {
                    match connection.poll().await {
                        Ok(Event::Outgoing(Outgoing::Publish(id))) => self.inflight.put_on_wire(id),
                        Ok(Event::Incoming(Packet::PubAck(ack))) => {
                            self.acknowledged(ack.pkid);
                        }
                        Ok(Event::Outgoing(_) | Event::Incoming(_)) => {}
                        Err(_) => return,
                    }
                }
            };
            if timeout(patience, acknowledged).await.is_err() {
                tracing::info!("the broker did not acknowledge everything before the end");
            }
        }
        if self.login.stage() != Stage::Connecting && client.try_disconnect().is_ok() {
            let gone = async {
                while let Ok(event) = connection.poll().await {
                    if event == Event::Outgoing(Outgoing::Disconnect) {
                        return;
                    }
                }
            };
            // Whatever happens now, the broker will notice that the connection is gone.
            drop(timeout(patience / 2, gone).await);
        }
    }
}
