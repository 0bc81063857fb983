from allauth.account.adapter import DefaultAccountAdapter as AccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter as SecondFactorAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter as ProviderAdapter
