"""Settings of how people sign in; aiops.settings takes them all over."""

from datetime import timedelta

from aiops.environment import env, env_bool, env_list

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_USER_MODEL = "core.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Signing in: by e-mail and password, or by a one-time link. Nobody can sign up: people are invited.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "core:home"
ACCOUNT_ADAPTER = "aiops.core.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "aiops.core.account_forms.SignInForm",
    "set_password": "aiops.core.account_forms.FirstPasswordForm",
    "change_password": "aiops.core.account_forms.NewPasswordForm",
    "reauthenticate": "aiops.core.account_forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/5m/ip", "change_password": "10/m/user"}
ACCOUNT_RATE_LIMITS["second_factor"] = "10/5m/key,100/d/key"  # wrong codes of one person
# A second factor, for whoever wants one: an authenticator app and recovery codes.
MFA_ADAPTER = "aiops.core.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are those that people were invited by
MFA_TOTP_ISSUER = "aiops"
MFA_TOTP_TOLERANCE = 1  # half a minute of a telephone's clock
MFA_FORMS = {
    "authenticate": "aiops.core.account_forms.CodeForm",
    "reauthenticate": "aiops.core.account_forms.CodeAgainForm",
    "activate_totp": "aiops.core.account_forms.AppForm",
}
# Sign-in by the company's own provider (OpenID Connect): people are matched by their e-mail address.
OIDC_URL = env("AIOPS_OIDC_URL").rstrip("/")  # of the issuer, such as https://login.example.com/realms/main
OIDC_NAME = env("AIOPS_OIDC_NAME", "your company")  # what the button says after "Sign in with"
OIDC_CLIENT_ID = env("AIOPS_OIDC_CLIENT_ID")
OIDC_SECRET = env("AIOPS_OIDC_SECRET")
OIDC_DOMAINS = env_list("AIOPS_OIDC_DOMAINS")  # whoever has an address there is made at the first sign-in
OIDC_TRUST_EMAIL = env_bool("AIOPS_OIDC_TRUST_EMAIL")  # it does not say that addresses are verified, but they are
SOCIALACCOUNT_ADAPTER = "aiops.core.oidc.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: browsers let no form lead to the provider under our policy
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_SECRET,
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger elsewhere cannot lock a person out
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "aiops.core.network.client_ip"
AXES_USERNAME_CALLABLE = "aiops.core.adapter.attempted_email"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the audit log is ours
