"""A peer for the bench: the script that somebody would write first. It reads a radar on a serial line
and publishes what it finds. Nothing is kept: what is lost is lost."""

import json
import os
import sys
import termios
import tty

import paho.mqtt.client as mqtt

path, port = sys.argv[1], int(sys.argv[2])
line = os.open(path, os.O_RDWR | os.O_NOCTTY)
tty.setraw(line, termios.TCSANOW)

client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="script")
client.max_inflight_messages_set(32)
client.max_queued_messages_set(0)
client.connect("127.0.0.1", port, 20)
client.loop_start()

NAMES = {(0x80, 0x03): "movement", (0x83, 0x01): "fall"}
buffer = b""
while True:
    read = os.read(line, 4096)
    if not read:
        sys.exit(1)
    buffer += read
    while True:
        start = buffer.find(b"\x53\x59")
        if start < 0 or len(buffer) < start + 6:
            break
        length = int.from_bytes(buffer[start + 4 : start + 6], "big")
        end = start + 9 + length
        if len(buffer) < end:
            break
        frame, buffer = buffer[start:end], buffer[end:]
        name = NAMES.get((frame[2], frame[3]))
        if name and sum(frame[:-3]) & 0xFF == frame[-3]:
            body = json.dumps({name: frame[6]})
            client.publish(f"hearth/v1/c/script/{name}", body, qos=1)
