#!/usr/bin/python3
"""Opens a report's page in headless Chromium, uses it as a person would, and prints what it saw as JSON.

browse.py PAGE.html [SCREENSHOTS]: in the folder SCREENSHOTS it leaves report_light.png, report_dark.png and report_narrow.png.
"""
import json
import os
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select


def browser(profile):
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1400", f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def requests_of(driver):
    """The addresses that the page asked for."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]


def look_at(driver, page, screenshots):
    def save(name):
        if screenshots:
            driver.save_screenshot(os.path.join(screenshots, name))

    def column(table, number):
        return driver.execute_script(
            "return [...document.querySelectorAll('#' + arguments[0] + ' > tbody > tr')].filter(row => row.offsetParent !== null)"
            ".map(row => row.cells[arguments[1]].textContent)", table, number)

    driver.get("about:blank")
    requests_of(driver)  # the browser's own first page
    driver.get("file://" + page)
    seen = {"title": driver.title, "requests": [url for url in requests_of(driver) if not url.startswith("file://" + page)]}
    save("report_light.png")

    seen["priorities"] = column("findings-table", 0)
    heading = driver.find_element(By.XPATH, "//table[@id='findings-table']//th[.='Object']/button")
    heading.send_keys(Keys.ENTER)  # the keyboard does what the mouse does
    seen["objects_up"] = column("findings-table", 3)
    heading.click()
    seen["objects_down"] = column("findings-table", 3)
    seen["sorted_by"] = driver.find_element(By.XPATH, "//table[@id='findings-table']//th[.='Object']").get_attribute("aria-sort")
    driver.find_element(By.XPATH, "//table[@id='findings-table']//th[.='Priority']/button").click()

    Select(driver.find_element(By.ID, "filter-severity")).select_by_visible_text("low")
    seen["severities_of_low"] = sorted(set(column("findings-table", 1)))
    seen["count_of_low"] = driver.find_element(By.ID, "filter-count").text
    Select(driver.find_element(By.ID, "filter-severity")).select_by_visible_text("all")
    search = driver.find_element(By.ID, "filter-text")
    search.send_keys("no words like these")
    seen["found_nothing"] = driver.find_element(By.ID, "filter-count").text
    search.clear()
    search.send_keys(" ", Keys.BACKSPACE)
    seen["found_again"] = driver.find_element(By.ID, "filter-count").text

    driver.find_element(By.ID, "unfold").click()
    seen["unfolded"] = len(driver.find_elements(By.CSS_SELECTOR, "#findings details[open]"))
    commands = driver.find_elements(By.CSS_SELECTOR, ".command")
    if commands:
        button = commands[0].find_element(By.TAG_NAME, "button")
        unused = button.text
        button.click()
        # The clipboard answers when it likes.
        deadline = time.monotonic() + 20
        while button.text == unused and time.monotonic() < deadline:
            time.sleep(0.02)
        seen["copied"] = button.text
    before = driver.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
    driver.find_element(By.ID, "theme").click()
    seen["themes_differ"] = before != driver.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
    save("report_dark.png")
    driver.find_element(By.ID, "theme").click()

    driver.set_window_size(500, 900)
    seen["too_wide"] = driver.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    save("report_narrow.png")
    seen["injected"] = driver.execute_script("return window.injected === undefined ? 'nothing' : 'something'")
    seen["console"] = [entry["message"] for entry in driver.get_log("browser")]
    return seen


def main():
    page = os.path.realpath(sys.argv[1])
    screenshots = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as profile:
        driver = browser(profile)
        try:
            print(json.dumps(look_at(driver, page, screenshots)))
        finally:
            driver.quit()


main()
