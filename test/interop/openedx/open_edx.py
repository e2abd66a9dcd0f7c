"""
Open edX as a learning platform: the launch and token code of lti-consumer-xblock itself, behind a small web server.
Usage: open_edx.py FOLDER TOOL  (FOLDER holds the package lti_consumer; TOOL is the tool's address)
Prints its own address. The views of the package, which need a whole Open edX, are stood in for by the handlers below.
"""
import html
import json
import sys
import types
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import MagicMock
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

FOLDER, TOOL = sys.argv[1:3]
settings.configure(
    PLATFORM_NAME='Open edX', USE_TZ=True, LMS_ROOT_URL='http://localhost',
    CACHES={'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}},
)
# The package's own __init__ loads the block, which needs Open edX; what is used here does not.
package = types.ModuleType('lti_consumer')
package.__path__ = [f'{FOLDER}/lti_consumer']
sys.modules['lti_consumer'] = package
for name in ('lti_consumer.plugin', 'lti_consumer.plugin.compat'):
    sys.modules[name] = MagicMock()

from lti_consumer.data import Lti1p3LaunchData  # noqa: E402
from lti_consumer.lti_1p3.constants import LTI_1P3_CONTEXT_TYPE  # noqa: E402
from lti_consumer.lti_1p3.consumer import LtiAdvantageConsumer  # noqa: E402
from lti_consumer.utils import get_data_from_cache  # noqa: E402

CLIENT = 'a1b2c3d4-open-edx'
COURSE = 'course-v1:edX+DemoX+Demo_Course'
BLOCK = 'block-v1:edX+DemoX+Demo_Course+type@lti_consumer+block@0123456789abcdef'
AGS = 'https://purl.imsglobal.org/spec/lti-ags/scope/'
PEM = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption(),
)
items, scores, log = {}, [], []


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_args):
        pass

    def answer(self, status, body=b'', kind='application/json', **headers):
        self.send_response(status)
        self.send_header('content-type', kind)
        self.send_header('content-length', str(len(body)))
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def json(self, value, status=200, kind='application/json'):
        self.answer(status, json.dumps(value).encode(), kind)

    def body(self):
        return self.rfile.read(int(self.headers.get('content-length', 0))).decode()

    def allowed(self, *names):
        scheme, _, token = self.headers.get('authorization', '').partition(' ')
        try:
            return scheme == 'Bearer' and consumer.check_token(token, [AGS + name for name in names])
        except Exception:  # what the package's own authentication makes a 401 of
            return False

    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path == '/start':
            launch = Lti1p3LaunchData(
                user_id=query['user'], user_role=query['role'], config_id='c', resource_link_id=BLOCK,
            )
            self.answer(302, location=consumer.prepare_preflight_url(launch))
        elif url.path == '/launch/':
            self.launch(query)
        elif url.path == '/keyset':
            self.json(consumer.get_public_keyset())
        elif url.path == '/seen':
            self.json({'scores': scores, 'log': log})
        elif url.path == '/lti-ags/' and self.allowed('lineitem', 'lineitem.readonly'):
            self.json(list(items.values()), kind='application/vnd.ims.lis.v2.lineitemcontainer+json')
        elif url.path in items and self.allowed('lineitem', 'lineitem.readonly'):
            self.json(items[url.path], kind='application/vnd.ims.lis.v2.lineitem+json')
        elif url.path.endswith('/results/') or url.path.endswith('/results'):
            self.json(self.results(url.path) if self.allowed('result.readonly') else {}, 200)
        else:
            self.answer(404)

    def results(self, path):
        of = path.split('/results')[0]
        return [
            {'id': f'{BASE}{path}', 'scoreOf': items[of]['id'], 'userId': score['userId'],
             'resultScore': score['scoreGiven'], 'resultMaximum': score['scoreMaximum'], 'comment': None}
            for score in scores
        ]

    def launch(self, preflight):
        launch = get_data_from_cache(preflight['lti_message_hint'])
        consumer.set_user_data(launch.user_id, launch.user_role, full_name='Ada Lovelace', email_address='ada@example.edu')
        consumer.set_resource_link_claim(launch.resource_link_id)
        consumer.set_launch_presentation_claim('iframe')
        consumer.set_context_claim(COURSE, [LTI_1P3_CONTEXT_TYPE.course_offering], 'edX+DemoX', 'Demo Course')
        message = consumer.generate_launch_request(preflight)
        fields = ''.join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in message.items()
        )
        page = f'<form method="POST" action="{preflight["redirect_uri"]}">{fields}</form>'
        self.answer(200, page.encode(), 'text/html')

    def do_POST(self):
        path, body = urlsplit(self.path).path, self.body()
        if path == '/token':
            form = {key: values[0] for key, values in parse_qs(body).items()}
            try:
                self.json(consumer.access_token(form))
            except Exception as error:
                log.append(repr(error))
                self.json({'error': 'invalid_client'}, 400)
        elif path == '/lti-ags/' and self.allowed('lineitem'):
            item = json.loads(body)
            # As the serializer of the package has it: a whole number, and one of two ids.
            if not isinstance(item['scoreMaximum'], int) or not (item.get('resourceId') or item.get('resourceLinkId')):
                return self.json({'scoreMaximum': ['A valid integer is required.']}, 400)
            key = f'/lti-ags/{len(items) + 1}'
            items[key] = {**item, 'id': BASE + key}
            self.json(items[key], 201, 'application/vnd.ims.lis.v2.lineitem+json')
        elif path.endswith('/scores') and self.allowed('score'):
            scores.append(json.loads(body))
            self.json(scores[-1], 201, 'application/vnd.ims.lis.v1.score+json')
        else:
            log.append(f'{path} refused')
            self.answer(401)


server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
BASE = f'http://localhost:{server.server_port}'
consumer = LtiAdvantageConsumer(
    iss=BASE, lti_oidc_url=f'{TOOL}/lti/login', lti_launch_url=f'{TOOL}/lti/launch', client_id=CLIENT,
    deployment_id='1', rsa_key=PEM, rsa_key_id='k1', redirect_uris=[f'{TOOL}/lti/launch'],
    tool_keyset_url=f'{TOOL}/lti/keys',
)
consumer.enable_ags(f'{BASE}/lti-ags/', allow_programmatic_grade_interaction=True)
print(BASE, CLIENT, flush=True)
server.serve_forever()
