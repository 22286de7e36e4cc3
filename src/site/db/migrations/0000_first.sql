CREATE TABLE `account` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `adjustment` (
	`id` text PRIMARY KEY NOT NULL,
	`transaction_id` integer NOT NULL,
	`energy_wh` integer NOT NULL,
	`cost_minor` integer NOT NULL,
	`reason` text NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`transaction_id`) REFERENCES `transaction`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`door` text NOT NULL,
	`account_id` text,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`before` text,
	`after` text,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `car` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`brand` text DEFAULT '' NOT NULL,
	`model` text DEFAULT '' NOT NULL,
	`battery_wh` integer,
	`soc` integer,
	`soc_at` integer,
	`rest_connector` text,
	`rest_connector_secret` blob,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `connector` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` integer NOT NULL,
	`evse_no` integer NOT NULL,
	`connector_no` integer NOT NULL,
	`status` text DEFAULT 'Unknown' NOT NULL,
	`raw_status` text,
	`error_code` text,
	`vendor_error_code` text,
	`info` text,
	`status_at` integer,
	`power_w` integer,
	`energy_wh` integer,
	`average_power_w` integer,
	`meter_wh` integer,
	`soc` integer,
	`is_charging` integer DEFAULT false NOT NULL,
	`meter_at` integer,
	`transaction_id` integer,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `connector_place` ON `connector` (`station_id`,`evse_no`,`connector_no`);--> statement-breakpoint
CREATE TABLE `hq_connection` (
	`id` integer PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`hq_site_id` text NOT NULL,
	`secret` blob NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`connected_at` integer,
	`last_error` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `knocking` (
	`serial_id` text PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`remote_address` text NOT NULL,
	`subprotocols` text NOT NULL,
	`username` text,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`count` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `message_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` integer NOT NULL,
	`at` integer NOT NULL,
	`direction` text NOT NULL,
	`action` text,
	`kind` text NOT NULL,
	`message_id` text,
	`frame` text NOT NULL,
	`note` text
);
--> statement-breakpoint
CREATE INDEX `message_log_station` ON `message_log` (`station_id`,`id`);--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `once_mark` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`lane` text NOT NULL,
	`entity` text NOT NULL,
	`key` text NOT NULL,
	`op` text NOT NULL,
	`hlc` text NOT NULL,
	`base` integer DEFAULT 0 NOT NULL,
	`fields` text NOT NULL,
	`created_at` integer NOT NULL,
	`seq` integer,
	`dead` text
);
--> statement-breakpoint
CREATE INDEX `outbox_lane` ON `outbox` (`lane`,`id`);--> statement-breakpoint
CREATE TABLE `quarantine` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` integer NOT NULL,
	`action` text NOT NULL,
	`payload` text NOT NULL,
	`reason` text NOT NULL,
	`received_at` integer NOT NULL,
	`resolution` text,
	`resolved_at` integer,
	`fact_key` text NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quarantine_fact` ON `quarantine` (`station_id`,`fact_key`);--> statement-breakpoint
CREATE TABLE `sample` (
	`id` integer PRIMARY KEY NOT NULL,
	`connector_id` integer NOT NULL,
	`transaction_id` integer,
	`at` integer NOT NULL,
	`context` text NOT NULL,
	`energy_wh` integer,
	`power_w` integer,
	`soc` integer,
	`detail` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sample_of_transaction` ON `sample` (`transaction_id`,`at`,`context`) WHERE transaction_id is not null;--> statement-breakpoint
CREATE TABLE `schedule` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`connector_id` integer NOT NULL,
	`user_id` text NOT NULL,
	`tag_id` text NOT NULL,
	`name` text NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`type` text NOT NULL,
	`rule` text,
	`start_at` integer,
	`end_at` integer,
	`target_soc` integer,
	`departure_at` integer,
	`last_outcome` text,
	`last_outcome_at` integer,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`connector_id`) REFERENCES `connector`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tag_id`) REFERENCES `tag`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `schedule_due` ON `schedule` (`start_at`) WHERE enabled = 1 and deleted_at is null;--> statement-breakpoint
CREATE TABLE `site` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`time_zone` text NOT NULL,
	`currency` text NOT NULL,
	`price_per_kwh_micros` integer NOT NULL,
	`set_up_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `start_request` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uid` text NOT NULL,
	`account_id` text NOT NULL,
	`connector_id` integer NOT NULL,
	`tag_id` text NOT NULL,
	`user_id` text,
	`state` text NOT NULL,
	`transaction_uid` text,
	`requested_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`connector_id`) REFERENCES `connector`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`tag_id`) REFERENCES `tag`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `start_request_uid` ON `start_request` (`uid`);--> statement-breakpoint
CREATE TABLE `station` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`serial_id` text NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`username` text,
	`password_hash` text,
	`open_access` integer DEFAULT false NOT NULL,
	`certificate_thumbprint` text,
	`enabled` integer DEFAULT true NOT NULL,
	`assumed_protocol` text,
	`protocol` text,
	`vendor` text,
	`model` text,
	`serial_number` text,
	`firmware` text,
	`iccid` text,
	`imsi` text,
	`boot_reason` text,
	`booted_at` integer,
	`price_per_kwh_micros` integer,
	`raw_status` text,
	`error_code` text,
	`connected_since` integer,
	`last_seen_at` integer,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `station_serial_id` ON `station` (`serial_id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX `station_account` ON `station` (`account_id`);--> statement-breakpoint
CREATE TABLE `station_event` (
	`id` integer PRIMARY KEY NOT NULL,
	`station_id` integer NOT NULL,
	`at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`evse_no` integer,
	`subject` text NOT NULL,
	`value` text,
	`trigger` text,
	`cleared` integer,
	`text` text,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `station_event_at` ON `station_event` (`station_id`,`at`);--> statement-breakpoint
CREATE TABLE `station_setting` (
	`station_id` integer NOT NULL,
	`key` text NOT NULL,
	`value` text,
	`readonly` integer NOT NULL,
	`read_at` integer NOT NULL,
	PRIMARY KEY(`station_id`, `key`),
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `station_user` (
	`station_id` integer NOT NULL,
	`user_id` text NOT NULL,
	PRIMARY KEY(`station_id`, `user_id`),
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sync_cursor` (
	`bucket` text PRIMARY KEY NOT NULL,
	`version` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sync_lane` (
	`lane` text PRIMARY KEY NOT NULL,
	`epoch` integer DEFAULT 1 NOT NULL,
	`last_seq` integer DEFAULT 0 NOT NULL,
	`acked_seq` integer DEFAULT 0 NOT NULL,
	`acked_chain` text DEFAULT '' NOT NULL,
	`acked_at` integer
);
--> statement-breakpoint
CREATE TABLE `tag` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`id_tag` text NOT NULL,
	`name` text DEFAULT '' NOT NULL,
	`description` text,
	`expires_at` integer,
	`blocked` integer DEFAULT false NOT NULL,
	`parent_id` text,
	`hlc` text NOT NULL,
	`hub_version` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tag_id_tag` ON `tag` (`id_tag`);--> statement-breakpoint
CREATE INDEX `tag_account` ON `tag` (`account_id`);--> statement-breakpoint
CREATE INDEX `tag_parent` ON `tag` (`parent_id`);--> statement-breakpoint
CREATE TABLE `tag_user` (
	`tag_id` text NOT NULL,
	`user_id` text NOT NULL,
	PRIMARY KEY(`tag_id`, `user_id`),
	FOREIGN KEY (`tag_id`) REFERENCES `tag`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `tag_user_user` ON `tag_user` (`user_id`);--> statement-breakpoint
CREATE TABLE `tariff` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`name` text NOT NULL,
	`currency` text NOT NULL,
	`tax_permille` integer DEFAULT 0 NOT NULL,
	`elements` text NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `transaction` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`uid` text NOT NULL,
	`account_id` text NOT NULL,
	`station_id` integer NOT NULL,
	`connector_id` integer NOT NULL,
	`ocpp_id` text NOT NULL,
	`start_key` text,
	`start_tag` text,
	`tag_id` text,
	`user_id` text,
	`authorization` text,
	`started_at` integer NOT NULL,
	`start_received_at` integer NOT NULL,
	`meter_start_wh` integer,
	`start_reason` text NOT NULL,
	`stop_tag` text,
	`stopped_at` integer,
	`stop_received_at` integer,
	`meter_stop_wh` integer,
	`stop_reason` text,
	`meter_last_wh` integer,
	`meter_at` integer,
	`energy_wh` integer DEFAULT 0 NOT NULL,
	`power_w` integer,
	`peak_power_w` integer,
	`soc` integer,
	`charging_state` text,
	`last_seq_no` integer,
	`price_per_kwh_micros` integer NOT NULL,
	`currency` text NOT NULL,
	`cost_minor` integer DEFAULT 0 NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`connector_id`) REFERENCES `connector`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `transaction_uid` ON `transaction` (`uid`);--> statement-breakpoint
CREATE UNIQUE INDEX `transaction_ocpp_id` ON `transaction` (`station_id`,`ocpp_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `transaction_start_key` ON `transaction` (`station_id`,`start_key`);--> statement-breakpoint
CREATE INDEX `transaction_started` ON `transaction` (`account_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `transaction_open` ON `transaction` (`connector_id`) WHERE stopped_at is null;--> statement-breakpoint
CREATE TABLE `transaction_seq` (
	`transaction_id` integer NOT NULL,
	`seq_no` integer NOT NULL,
	`mark` text NOT NULL,
	PRIMARY KEY(`transaction_id`, `seq_no`, `mark`)
);
--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`email` text NOT NULL,
	`password_hash` text,
	`password_at` integer,
	`full_name` text DEFAULT '' NOT NULL,
	`time_zone` text,
	`language` text,
	`dark_mode` integer,
	`permissions` text NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`car_id` text,
	`last_login_at` integer,
	`failed_logins` integer DEFAULT 0 NOT NULL,
	`locked_until` integer,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_email` ON `user` (`email`);--> statement-breakpoint
CREATE INDEX `user_account` ON `user` (`account_id`);--> statement-breakpoint
CREATE TABLE `user_token` (
	`hash` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`family_id` text NOT NULL,
	`door` text NOT NULL,
	`device` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `user_token_family` ON `user_token` (`family_id`);--> statement-breakpoint
CREATE INDEX `user_token_user` ON `user_token` (`user_id`);