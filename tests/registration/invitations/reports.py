"""Reports of mail servers, written after RFC 3464 as real servers shape them."""

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mail.example.net (Mail Delivery System)
To: parley@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F1.1"

--4F1.1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4F1.1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net
X-Postfix-Queue-ID: 4F1
Arrival-Date: Mon, 23 Nov 2026 08:00:00 +0000 (UTC)

Final-Recipient: rfc822; canaryada@example.com
Original-Recipient: rfc822;canaryada@example.com
Action: {action}
Status: 5.1.1
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; 550 5.1.1 <canaryada@example.com>: Recipient address
    rejected: User unknown

--4F1.1
Content-Description: Undelivered Message
Content-Type: message/rfc822

Message-ID: <{key}@parley.example.org>
From: parley@example.org
To: canaryada@example.com
Subject: Invitation

Please tell us whether you come.

--4F1.1--
"""

EXIM = """\
From: Mail Delivery System <Mailer-Daemon@mail.example.net>
To: parley@example.org
Subject: Mail delivery failed: returning message to sender
Content-Type: multipart/report; report-type=delivery-status; boundary=e
MIME-Version: 1.0

--e
Content-type: text/plain; charset=us-ascii

A message that you sent could not be delivered.

--e
Content-type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Action: {action}
Final-Recipient: rfc822;canaryada@example.com
Status: 5.0.0
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; 552 mailbox of canaryada@example.com is full

--e
Content-type: text/rfc822-headers

From: parley@example.org
To: canaryada@example.com
Message-ID: <{key}@parley.example.org>

--e--
"""

EXCHANGE = """\
From: <postmaster@example.com>
To: <parley@example.org>
In-Reply-To: <{key}@parley.example.org>
References: <{key}@parley.example.org>
Subject: Undeliverable: Invitation
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
    boundary="x"

--x
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

PHA+WW91ciBtZXNzYWdlIHdhc24ndCBkZWxpdmVyZWQuPC9wPg==

--x
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.example.com

Final-Recipient: rfc822;canaryada@example.com
Action: {action}
Status: 5.4.1
Diagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access denied

--x--
"""

SHAPES = {"postfix": POSTFIX, "exim": EXIM, "exchange": EXCHANGE}


def report(shape: str, key: str, action: str = "failed") -> bytes:
    return SHAPES[shape].format(key=key, action=action).encode()
