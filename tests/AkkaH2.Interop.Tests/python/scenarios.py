"""python3 scenarios.py URL SCENARIO: plays one scenario and prints what the peer saw, as one line of JSON."""
import json
import sys

from h2 import events
from h2.errors import ErrorCodes
from h2.settings import SettingCodes

from peer import Peer


def get(peer):
    return peer.exchange('/').summary()


def post(peer):
    """A body that is longer than both windows: it needs credit to end."""
    stream = peer.request('/upload', 'POST', end=False)
    peer.send(stream, bytes(3_000_000))
    return {**peer.finish(stream).summary(), 'credits': peer.count(events.WindowUpdated)}


def echo(peer):
    """Longer than all windows, and read while it is sent."""
    body = bytes(range(256)) * 8_000
    stream = peer.request('/echo', 'POST', end=False)
    peer.send(stream, body)
    return {'same': peer.finish(stream).body == body}


def padded(peer):
    """Almost all of what is sent is padding, and more of it than both windows have."""
    stream = peer.request('/upload', 'POST', end=False)
    peer.send(stream, bytes(4_500), frame=1, padding=255)
    return peer.finish(stream).summary()


def window(peer):
    """The initial window goes to 0 while an answer is under way: its window is negative then, and a new one's is 0; later both go on."""
    peer.credits = False
    peer.h2.increment_flow_control_window(1 << 20)
    old = peer.request('/bytes/100000')
    peer.until(lambda: len(peer.answers[old].body) == 65535)

    peer.settings({SettingCodes.INITIAL_WINDOW_SIZE: 0})
    new = peer.request('/bytes/5000')
    peer.h2.increment_flow_control_window(65535, old)
    peer.flush()
    peer.until(lambda: peer.answers[new].status)
    peer.ping()
    stalled = [len(peer.answers[stream].body) for stream in (old, new)]

    peer.settings({SettingCodes.INITIAL_WINDOW_SIZE: 65535})
    return {'stalled': stalled, 'octets': [len(peer.finish(stream).body) for stream in (old, new)]}


def table(peer):
    """The header table shrinks to nothing and grows again, with answers between."""
    statuses = []
    for size in (4096, 0, 4096, 64, 65536):
        peer.settings({SettingCodes.HEADER_TABLE_SIZE: size})
        statuses += [peer.exchange(path).status for path in ('/', '/string', '/headers')]
    return {'statuses': statuses}


def ping(peer):
    return {'payloads': [peer.ping(payload).decode() for payload in (b'8 octets', b'and more')]}


def reset(peer):
    """Downloads and uploads that are reset in the middle; then an exchange as if nothing had been."""
    for code in (ErrorCodes.CANCEL, ErrorCodes.NO_ERROR, ErrorCodes.INTERNAL_ERROR) * 5:
        download = peer.request('/bytes/100000000')
        peer.until(lambda: peer.answers[download].body)
        upload = peer.request('/upload', 'POST', end=False)
        peer.send(upload, bytes(50_000), end=False)
        for stream in (download, upload):
            peer.h2.reset_stream(stream, code)
        peer.flush()
    return peer.exchange('/').summary()


def goaway(peer):
    """The peer leaves in order: the server says GOAWAY too and closes."""
    answer = peer.exchange('/')
    peer.h2.close_connection(additional_data=b'enough')
    peer.flush()
    try:
        while True:
            peer.receive()
    except EOFError:
        said = [event for event in peer.seen if isinstance(event, events.ConnectionTerminated)]
        return {'status': answer.status, 'codes': [event.error_code for event in said], 'last': said[-1].last_stream_id}


def priority(peer):
    """A tree of streams by RFC 7540 §5.3: idle ones, a request's own place, a change afterwards."""
    for idle in (101, 103):
        peer.h2.prioritize(idle, weight=200, depends_on=0)
    first = peer.request('/bytes/300000', priority_weight=1, priority_depends_on=101)
    second = peer.request('/bytes/300000', priority_weight=256, priority_depends_on=first, priority_exclusive=True)
    peer.h2.prioritize(first, weight=16, depends_on=second)
    peer.flush()
    return {'octets': [len(peer.finish(stream).body) for stream in (first, second)]}


def many(peer):
    """As many streams as the server allows, each answer of another length."""
    peer.until(lambda: peer.count(events.RemoteSettingsChanged))
    streams = [peer.request(f'/bytes/{n * 1000}') for n in range(peer.h2.remote_settings.max_concurrent_streams)]
    answers = [peer.finish(stream) for stream in streams]
    return {'answered': sum(answer.status == 200 for answer in answers), 'whole': sum(len(a.body) == n * 1000 for n, a in enumerate(answers))}


def trailers(peer):
    """Fields after the body, those of the request and those of the answer."""
    stream = peer.request('/request-trailers', 'POST', end=False)
    peer.send(stream, bytes(100_000), end=False)
    peer.h2.send_headers(stream, [('x-one', '1'), ('x-two', '2')], end_stream=True)
    peer.flush()
    return {'sent': peer.finish(stream).body.decode(), 'received': peer.exchange('/trailers').trailers}


def informational(peer):
    """103 before an answer; 100 before a body, which waits for it."""
    hinted = peer.exchange('/early-hints')
    stream = peer.request('/expect', 'POST', [('expect', '100-continue'), ('content-length', '50000')], end=False)
    peer.until(lambda: peer.answers[stream].informed)
    peer.send(stream, bytes(50_000))
    return {'hints': hinted.informed, 'hinted': hinted.status, 'asked': peer.answers[stream].informed, 'counted': peer.finish(stream).body.decode()}


def early(peer):
    """The answer is there long before the body is: what is left of the body is not wanted, which is no error."""
    stream = peer.request('/no/such/path', 'POST', end=False)
    peer.until(lambda: peer.answers[stream].reset is not None)
    answer = peer.answers[stream]
    return {'status': answer.status, 'ended': answer.ended, 'reset': answer.reset, 'next': peer.exchange('/').status}


def crash(peer):
    """An endpoint that fails behind its head: the stream is reset, the connection goes on."""
    answer = peer.exchange('/crash-late')
    return {'status': answer.status, 'reset': answer.reset, 'next': peer.exchange('/').status}


if __name__ == '__main__':
    print(json.dumps(globals()[sys.argv[2]](Peer(sys.argv[1]))))
