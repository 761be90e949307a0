// One SettingGroup for each key.
CREATE CONSTRAINT provgraph_setting_group_key IF NOT EXISTS
FOR (n:SettingGroup) REQUIRE n.key IS UNIQUE
