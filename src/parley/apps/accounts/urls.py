"""Addresses of this app. Names with an underscore are those by which allauth finds its pages."""

from parley.apps.accounts.views import account, providers, signing_in
from parley.core.views import route

urlpatterns = [
    route("sign-in/", signing_in.sign_in, "sign-in"),
    route("sign-in/", signing_in.sign_in, "account_login"),
    route("sign-in/", signing_in.sign_in, "account_request_login_code"),
    route("sign-in/code/", signing_in.sign_in_code, "account_confirm_login_code"),
    route("sign-in/second-factor/", signing_in.sign_in_second_factor, "mfa_authenticate"),
    route("sign-in/passkey/", signing_in.sign_in_passkey, "mfa_login_webauthn"),
    route("sign-in/link/<str:token>/", signing_in.sign_in_link, "sign-in-link"),
    route("sign-in/with/<slug:provider_id>/", providers.provider_sign_in, "openid_connect_login"),
    route(
        "sign-in/with/<slug:provider_id>/back/", providers.provider_back, "openid_connect_callback"
    ),
    route("demo/sign-in/<slug:persona>/", signing_in.demo_sign_in, "demo-sign-in"),
    route("sign-out/", signing_in.sign_out, "sign-out"),
    route("account/", account.account, "account"),
    route("account/second-factor/", account.second_factor, "second-factor"),
    route("account/passkeys/add/", account.passkey_add, "mfa_add_webauthn"),
    route("account/passkeys/<int:pk>/", account.passkey_rename, "passkey-rename"),
    route("account/passkeys/<int:pk>/remove/", account.passkey_remove, "passkey-remove"),
    route("account/app/", account.app_add, "mfa_activate_totp"),
    route("account/app/remove/", account.app_remove, "mfa_deactivate_totp"),
    route("account/recovery-codes/", account.recovery_codes, "mfa_view_recovery_codes"),
    route("account/recovery-codes/new/", account.recovery_codes_new, "recovery-codes-new"),
    route("account/recovery-codes/file/", account.recovery_codes_file, "recovery-codes-file"),
    route("account/confirm/", account.confirm, "mfa_reauthenticate"),
    route("account/confirm/passkey/", account.confirm_by_passkey, "mfa_reauthenticate_webauthn"),
    route("account/sessions/<int:pk>/end/", account.session_end, "session-end"),
    route("account/sessions/end/", account.sessions_end, "sessions-end"),
]
