CREATE TABLE `display_message` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` integer NOT NULL,
	`ocpp_id` integer NOT NULL,
	`origin` text NOT NULL,
	`priority` text NOT NULL,
	`shown_while` text,
	`format` text NOT NULL,
	`language` text,
	`content` text NOT NULL,
	`start_at` integer,
	`end_at` integer,
	`transaction_uid` text,
	`state` text NOT NULL,
	`problem` text,
	`author` text,
	`created_at` integer NOT NULL,
	`confirmed_at` integer,
	`told_in` integer,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `display_message_ocpp` ON `display_message` (`station_id`,`ocpp_id`);--> statement-breakpoint
CREATE TABLE `price_display` (
	`station_id` integer PRIMARY KEY NOT NULL,
	`prices` integer NOT NULL,
	`cost_every_s` integer,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `quirk_profile` (
	`account_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`match` text NOT NULL,
	`adapt` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `id`),
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `station_inquiry` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` integer NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`question` text NOT NULL,
	`answer` text DEFAULT '' NOT NULL,
	`parts` integer DEFAULT 0 NOT NULL,
	`incomplete` text,
	`author` text,
	`asked_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `station_inquiry_station` ON `station_inquiry` (`station_id`,`id`);--> statement-breakpoint
CREATE TABLE `station_inquiry_part` (
	`inquiry_id` integer NOT NULL,
	`seq_no` integer NOT NULL,
	`data` text NOT NULL,
	`last` integer NOT NULL,
	PRIMARY KEY(`inquiry_id`, `seq_no`)
);
--> statement-breakpoint
CREATE TABLE `vendor_rule` (
	`account_id` text NOT NULL,
	`vendor_id` text NOT NULL,
	`message_id` text NOT NULL,
	`handling` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `vendor_id`, `message_id`),
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `quarantine` ADD `protocol` text;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `repaired` text;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `resolved_by` text;--> statement-breakpoint
ALTER TABLE `quarantine` ADD `resolved_note` text;--> statement-breakpoint
ALTER TABLE `transaction` ADD `messages_queued` integer;--> statement-breakpoint
ALTER TABLE `transaction` ADD `messages_queued_at` integer;