"""The core of Zenus: understands requests, does deeds and answers; knows no engine and no screen toolkit."""
