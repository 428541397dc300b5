"""A scripted HTTP/2 peer over a socket: python3-h2 makes and checks the frames; a scenario says what is sent, and when credit is given."""
import socket
from collections import defaultdict
from urllib.parse import urlsplit

from h2 import events
from h2.config import H2Configuration
from h2.connection import H2Connection

TIMEOUT = 60  # seconds without an octet before a scenario counts as hung
READ = 65536


class Answer:
    """What has arrived on one stream."""

    def __init__(self):
        self.informed, self.status, self.fields, self.trailers = [], 0, {}, {}
        self.body, self.ended, self.reset = b'', False, None

    @property
    def over(self):
        return self.ended or self.reset is not None

    def summary(self):
        return {'status': self.status, 'octets': len(self.body), 'body': self.body[:65536].decode(errors='replace'), 'fields': self.fields}


class Peer:
    def __init__(self, url):
        self.address = urlsplit(url)
        self.h2 = H2Connection(H2Configuration(client_side=True, header_encoding='utf-8'))
        self.socket = socket.create_connection((self.address.hostname, self.address.port), timeout=TIMEOUT)
        self.answers = defaultdict(Answer)
        self.credits = True  # whether DATA that arrives is credited at once
        self.seen = []  # the events that are part of no answer
        self.h2.initiate_connection()
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def request(self, path, method='GET', fields=(), end=True, **priority):
        stream = self.h2.get_next_available_stream_id()
        head = [(':method', method), (':scheme', 'http'), (':authority', self.address.netloc), (':path', path), *fields]
        self.h2.send_headers(stream, head, end_stream=end, **priority)
        self.flush()
        return stream

    def send(self, stream, body, end=True, frame=READ, padding=None):
        """The body in frames of at most that length, as the windows of both levels allow."""
        overhead = 0 if padding is None else padding + 1
        while body:
            room = min(self.h2.local_flow_control_window(stream), self.h2.max_outbound_frame_size) - overhead
            if room <= 0:
                self.receive()
                continue
            chunk, body = body[:min(room, frame)], body[min(room, frame):]
            self.h2.send_data(stream, chunk, pad_length=padding)
            self.flush()
        if end:
            self.h2.end_stream(stream)
            self.flush()

    def until(self, holds):
        while not holds():
            self.receive()

    def finish(self, stream):
        self.until(lambda: self.answers[stream].over)
        return self.answers[stream]

    def exchange(self, path, **options):
        return self.finish(self.request(path, **options))

    def settings(self, changes):
        """New settings, and until they are acknowledged."""
        self.h2.update_settings(changes)
        self.flush()
        before = self.count(events.SettingsAcknowledged)
        self.until(lambda: self.count(events.SettingsAcknowledged) > before)

    def ping(self, payload=b'8 octets'):
        """A PING, and until it is answered; what the server sent before is then here."""
        self.h2.ping(payload)
        self.flush()
        before = self.count(events.PingAckReceived)
        self.until(lambda: self.count(events.PingAckReceived) > before)
        return [event for event in self.seen if isinstance(event, events.PingAckReceived)][-1].ping_data

    def count(self, kind):
        return sum(isinstance(event, kind) for event in self.seen)

    def receive(self):
        octets = self.socket.recv(READ)
        if not octets:
            raise EOFError('the server closed the connection')
        for event in self.h2.receive_data(octets):
            self.on_event(event)
        self.flush()

    def on_event(self, event):
        stream = getattr(event, 'stream_id', None)
        answer = self.answers[stream] if stream else None
        if isinstance(event, events.InformationalResponseReceived):
            answer.informed.append(dict(event.headers))
        elif isinstance(event, events.ResponseReceived):
            answer.fields = dict(event.headers)
            answer.status = int(answer.fields[':status'])
        elif isinstance(event, events.DataReceived):
            answer.body += event.data
            if self.credits:
                self.h2.acknowledge_received_data(event.flow_controlled_length, stream)
        elif isinstance(event, events.TrailersReceived):
            answer.trailers = dict(event.headers)
        elif isinstance(event, events.StreamEnded):
            answer.ended = True
        elif isinstance(event, events.StreamReset):
            answer.reset = event.error_code
        else:
            self.seen.append(event)
