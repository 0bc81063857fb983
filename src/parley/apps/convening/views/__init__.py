"""Views only translate: load, bind, call, render."""
