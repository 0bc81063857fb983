"""A device with passkeys, in software: what a browser would send, without a browser."""

import hashlib
import json
import re
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "localhost"
ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def browser(**more: Any) -> Client:
    """Browsers keep passkeys for names that are reached safely; localhost is one."""
    return Client(HTTP_HOST=HOST, **more)


def options_in(page: str) -> dict[str, Any]:
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page)
    assert found
    options: dict[str, Any] = json.loads(found.group(1))["publicKey"]
    return options


class SoftKey:
    """One passkey of one account, on a device that its owner has unlocked."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.identity = secrets.token_bytes(16)
        self.user = b""

    def _client_data(self, kind: str, challenge: str, origin: str) -> CollectedClientData:
        return CollectedClientData.create(
            type=f"webauthn.{kind}", challenge=websafe_decode(challenge), origin=origin
        )

    def _data(self, flags: int, credential: bytes = b"") -> AuthenticatorData:
        host = hashlib.sha256(HOST.encode()).digest()
        return AuthenticatorData.create(host, flags, 0, credential)

    def _sent(self, **response: bytes) -> str:
        identity = websafe_encode(self.identity)
        parts = {name: websafe_encode(value) for name, value in response.items()}
        answer = {"id": identity, "rawId": identity, "type": "public-key", "response": parts}
        return json.dumps({**answer, "clientExtensionResults": {}})

    def created(self, options: dict[str, Any], origin: str = ORIGIN) -> str:
        """The answer to being asked for a new passkey."""
        self.user = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.identity, public)
        data = self._data(PRESENT | VERIFIED | ATTESTED, credential)
        return self._sent(
            clientDataJSON=self._client_data("create", options["challenge"], origin),
            attestationObject=AttestationObject.create("none", data, {}),
        )

    def shown(
        self, options: dict[str, Any], origin: str = ORIGIN, flags: int = PRESENT | VERIFIED
    ) -> str:
        """The answer to being asked for this passkey."""
        client_data, data = (
            self._client_data("get", options["challenge"], origin),
            self._data(flags),
        )
        signed = self.private.sign(data + client_data.hash, ec.ECDSA(hashes.SHA256()))
        return self._sent(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=signed,
            userHandle=self.user,
        )


def add(client: Client, key: SoftKey, name: str = "Laptop") -> Any:
    options = options_in(client.get("/account/passkeys/add/").content.decode())
    sent = {"name": name, "passwordless": "on", "credential": key.created(options)}
    return client.post("/account/passkeys/add/", sent)


def asked(client: Client) -> dict[str, Any]:
    """What the sign-in page's script is told to ask the device."""
    answer = client.get("/sign-in/passkey/", headers={"accept": "application/json"})
    options: dict[str, Any] = answer.json()["request_options"]["publicKey"]
    return options
