"""The look: form controls, layout and template tags after the GOV.UK design system.

Presentation only. No models, no words of the domain, nothing imported from our other packages.
"""
