CREATE TABLE `alarm` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` text NOT NULL,
	`station_id` integer,
	`kind` text NOT NULL,
	`text` text,
	`count` integer DEFAULT 1 NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`acknowledged_at` integer,
	`acknowledged_by` text,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alarm_open` ON `alarm` (`account_id`,`acknowledged_at`);--> statement-breakpoint
CREATE INDEX `alarm_kind` ON `alarm` (`station_id`,`kind`);--> statement-breakpoint
CREATE TABLE `certificate` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`station_id` integer,
	`pem` text NOT NULL,
	`serial` text NOT NULL,
	`thumbprint` text NOT NULL,
	`subject` text NOT NULL,
	`not_before` integer NOT NULL,
	`not_after` integer NOT NULL,
	`sealed_key` blob,
	`created_at` integer NOT NULL,
	`delivered_at` integer,
	`revoked_at` integer,
	`revoked_reason` text,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `certificate_thumbprint` ON `certificate` (`thumbprint`);--> statement-breakpoint
CREATE INDEX `certificate_kind` ON `certificate` (`kind`,`station_id`);--> statement-breakpoint
CREATE TABLE `certificate_request` (
	`id` text PRIMARY KEY NOT NULL,
	`station_id` integer NOT NULL,
	`csr` text NOT NULL,
	`key_fingerprint` text NOT NULL,
	`key_type` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`certificate_id` text,
	`requested_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`certificate_id`) REFERENCES `certificate`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `certificate_request_station` ON `certificate_request` (`station_id`,`requested_at`);--> statement-breakpoint
CREATE TABLE `password_rotation` (
	`id` text PRIMARY KEY NOT NULL,
	`station_id` integer NOT NULL,
	`password_hash` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`started_at` integer NOT NULL,
	`started_by` text NOT NULL,
	`deadline_at` integer NOT NULL,
	`old_used_at` integer,
	`ended_at` integer,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `password_rotation_station` ON `password_rotation` (`station_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `security_setting` (
	`id` integer PRIMARY KEY NOT NULL,
	`auto_sign` text NOT NULL,
	`server_names` text NOT NULL,
	`station_certificate_days` integer NOT NULL,
	`contract_url` text,
	`contract_token` blob,
	`ocsp` integer NOT NULL,
	`private_addresses` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `station` ADD `security_profile` integer;--> statement-breakpoint
ALTER TABLE `station_event` ADD `severity` text;