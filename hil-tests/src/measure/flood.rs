//! Minutes of many homes, as fast as the broker acknowledges them.

use anyhow::bail;
use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};

use crate::neighbours::crowd::Where;

/// What is unacknowledged at a time.
const INFLIGHT: u16 = 1_000;

const MINUTE: &str = r#"{"sleep":"asleep","lines":{"bed":{"heart_rate":{"n":20,"mean":62,"min":60,"max":65},"breathing_rate":{"n":20,"mean":14,"min":13,"max":16},"movement":{"n":60,"mean":3.1,"min":1,"max":40},"in_bed_s":60},"kitchen-gas":{"co_ppm":{"n":60,"mean":0.2,"min":0,"max":1.1}}}}"#;

/// `count` of them from `homes` homes whose names begin so, all acknowledged when this returns.
pub(super) fn flood(
    at: &Where,
    community: &str,
    letter: &str,
    (homes, count): (u32, u32),
) -> anyhow::Result<()> {
    let mut options = MqttOptions::new(format!("flood-{letter}"), &at.host, at.port);
    options.set_inflight(INFLIGHT);
    if let Some((user, password)) = &at.login {
        options.set_credentials(user, password);
    }
    let (client, mut events) = AsyncClient::new(options, INFLIGHT.into());
    let topics: Vec<_> =
        (0..count).map(|n| wire(community, letter, n % homes, n / homes + 1)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let speaks = async {
            for (topic, payload) in topics {
                client.publish(topic, QoS::AtLeastOnce, false, payload).await?;
            }
            std::future::pending::<anyhow::Result<()>>().await
        };
        let hears = async {
            let mut acked = 0;
            while acked < count {
                match events.poll().await {
                    Ok(Event::Incoming(Packet::PubAck(_))) => acked += 1,
                    Ok(Event::Incoming(_) | Event::Outgoing(_)) => {}
                    Err(error) => bail!("the broker: {error}"),
                }
            }
            Ok(())
        };
        tokio::select! { done = speaks => done, done = hears => done }
    })
}

fn wire(community: &str, letter: &str, home: u32, seq: u32) -> (String, String) {
    let home = format!("{letter}{home:05}");
    let payload = format!(
        r#"{{"v":1,"id":"1r{seq}","home":"{home}","boot":1,"lane":"readings","seq":{seq},"mono":{seq},"clock":"unset","body":{MINUTE}}}"#
    );
    (format!("hearth/v1/{community}/{home}/minute"), payload)
}
