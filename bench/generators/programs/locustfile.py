"""The users of Locust: each reads the data of the next user of the system, with that user's own token."""

import itertools
import json
import os

from locust import FastHttpUser, constant, constant_throughput, task

with open(os.environ["USERS_FILE"]) as users_file:
    users = itertools.cycle(json.load(users_file))
rate_per_user = float(os.environ["RATE_PER_USER"])


class Reader(FastHttpUser):
    wait_time = constant_throughput(rate_per_user) if rate_per_user > 0 else constant(0)

    @task
    def read(self):
        user_id, token = next(users)
        headers = {"Authorization": f"Bearer {token}"}
        path = f"/students/{user_id}/sync"
        with self.client.get(path, name="read", headers=headers, catch_response=True) as response:
            if response.status_code != 200:
                response.failure(f"status {response.status_code}")
            elif response.json().get("studentId") != user_id:
                response.failure("the data of another user")
